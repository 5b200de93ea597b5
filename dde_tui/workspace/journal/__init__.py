"""What happened in a district, recorded once and for good: a chained, append-only log in one file."""

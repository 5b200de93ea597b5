"""Who is at the other end: host keys that a person confirmed, and nothing weak in between."""

"""A copy of a file set that holds no person's data and still gives the same findings."""

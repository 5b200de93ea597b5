"""Safe fixes: each a declaration, applied to a copy of the file set."""

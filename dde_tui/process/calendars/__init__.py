"""When CLI is open: hours, and days that are closed or may be closed, kept as data files."""

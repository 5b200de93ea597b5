"""`dde send`: check, upload, verify, publish, record."""

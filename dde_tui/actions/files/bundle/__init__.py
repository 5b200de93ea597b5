"""`dde bundle`: a reproduction without personal data."""

"""`dde connect`: settings, host key, login, and a test of the way."""

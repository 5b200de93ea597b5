"""The place SecureStor: a form, the server's key, and a test of the way."""

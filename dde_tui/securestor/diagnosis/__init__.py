"""A test of the whole way to SecureStor: what works, what the server can do, whom to ask."""

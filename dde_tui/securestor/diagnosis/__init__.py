"""The connection test: what works, what the server can do, whom to ask."""

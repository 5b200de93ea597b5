"""The place SecureStor: the connection form, the server's host key, and a connection test."""

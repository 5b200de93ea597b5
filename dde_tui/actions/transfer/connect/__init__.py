"""`dde connect`: settings, host key, login, and a connection test."""

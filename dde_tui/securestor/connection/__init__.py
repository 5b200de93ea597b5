"""From an address to an open, trusted connection, and the folder at its other end."""

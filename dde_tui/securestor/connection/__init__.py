"""Opens trusted connections, and gives access to the remote folder."""

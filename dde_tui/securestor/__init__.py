"""SecureStor over SFTP: the server is the one that was confirmed, and a file is there whole or not at all."""

"""SecureStor over SFTP: a pinned host key, and atomic publication of files."""

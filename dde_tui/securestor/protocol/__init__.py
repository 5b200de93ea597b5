"""SFTP version 3 as this client speaks it: its bytes, its questions and answers, a file at a time."""

"""SFTP on one channel: packets, sessions, pipelined requests."""

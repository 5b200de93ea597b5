"""An SFTP client on one channel: packets, sessions, request pipelining."""

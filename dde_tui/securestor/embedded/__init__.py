"""A real SFTP server inside this program, for the demo and the tests."""

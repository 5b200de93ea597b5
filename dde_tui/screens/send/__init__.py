"""The place Send: what would be sent, progress, and the result."""

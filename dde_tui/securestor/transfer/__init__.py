"""Sends a file set: uploaded under hidden names, read back, published together."""

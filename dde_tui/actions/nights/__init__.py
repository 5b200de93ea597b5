"""Nights: what is held, and who approves it."""

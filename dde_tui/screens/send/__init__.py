"""The place Send: what goes, how far it is, what became of it."""

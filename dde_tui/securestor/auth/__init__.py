"""Logging in, by every method that a server may ask for."""

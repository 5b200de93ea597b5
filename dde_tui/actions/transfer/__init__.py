"""Verbs of SecureStor: connect and send."""

"""Verbs of the workspace and this machine."""

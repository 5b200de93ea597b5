"""Fixes in the app: what would change, and copies written with it."""

"""Fixes in the app: preview the changes, write the copies."""

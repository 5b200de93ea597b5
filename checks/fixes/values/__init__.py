"""Fixes of single values, one family a file."""

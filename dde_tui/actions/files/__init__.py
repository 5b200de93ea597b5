"""Verbs of file sets: template, build, check, explain, fix, bundle."""

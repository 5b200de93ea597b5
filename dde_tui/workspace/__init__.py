"""One district's folder: its settings, its journal, its secrets and its lock."""

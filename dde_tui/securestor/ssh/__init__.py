"""SSH as we allow it: no weak algorithm, and only the server whose key was trusted."""

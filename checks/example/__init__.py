"""Invented rosters: a tiny one for the rules' own samples, and a whole sample district."""

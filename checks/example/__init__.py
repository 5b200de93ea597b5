"""Invented rosters: a tiny one for the samples of rules, and a sample district."""

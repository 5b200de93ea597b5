"""Recipes: one flat export of a student information system in, the required files out."""

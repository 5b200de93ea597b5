"""Nights: what a sending would change, when that is too much, and who approved it."""

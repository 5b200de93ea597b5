"""A report in each format in which people and programs read it."""

"""What is taken for OneRoster 1.1 but is not: other versions, standards, lists, and lines around a table."""

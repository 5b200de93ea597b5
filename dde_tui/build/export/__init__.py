"""An export as it comes out of a student information system, read into a grid of text."""

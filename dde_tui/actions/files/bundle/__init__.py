"""`dde bundle`: a reproduction that holds nobody's data."""

"""SSH authentication by every method a server may require."""

"""How one value becomes another of the same shape: letters, words, days, and what is no person's."""

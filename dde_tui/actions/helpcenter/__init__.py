"""The Help Center's verbs."""

"""The whole journey with nothing to set up: a sample district, and a Help Center that answers by itself."""

"""What one value becomes: letters, tokens, dates, and a final search for what is left."""

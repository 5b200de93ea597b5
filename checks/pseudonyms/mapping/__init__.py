"""What one value becomes: its column, its text, its date, and a final search for what is left."""

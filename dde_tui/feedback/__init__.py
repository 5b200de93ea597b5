"""The district's side of CLI's answers: their sources, and what they mean."""

"""The district's side of CLI's answers: the ways in which they come, and what they mean."""

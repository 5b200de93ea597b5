"""CLI's side: which submissions wait, what is wrong with one, and the answer to it."""

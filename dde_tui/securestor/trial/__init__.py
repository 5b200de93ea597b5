"""A test of the whole way to SecureStor: what works, whom to ask, and what a sending can promise there."""

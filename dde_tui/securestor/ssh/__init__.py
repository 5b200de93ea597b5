"""Hardened SSH: no weak algorithms, and pinned host keys instead of trust on first use."""

"""The name of the profile that is used by default; who asks only for the name need not load what one is."""

DEFAULT_PROFILE = "cli-engage"
"""The profile that files are checked against where nobody chose another one."""

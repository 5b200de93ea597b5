"""`dde`: a school district's way to automated rostering with CLI Engage."""

__version__ = "0.1.0"

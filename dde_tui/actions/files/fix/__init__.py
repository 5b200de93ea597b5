"""`dde fix`: safe fixes, written into a new folder."""

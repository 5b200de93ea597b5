"""Files of this machine: who else may read or change them, and how they are written."""

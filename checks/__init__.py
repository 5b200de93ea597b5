"""The file contract of automated rostering: what the files must be, and where they are not."""

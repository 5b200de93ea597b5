"""Read a file set, from bytes to undamaged rows, and look up the row of a finding."""

"""From the bytes of a file set to sound rows, and back from a finding to its row."""

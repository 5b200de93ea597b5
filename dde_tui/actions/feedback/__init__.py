"""`dde feedback`: CLI's answers, on the district's side."""

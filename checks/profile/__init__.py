"""The requirements as data: files, columns, vocabularies and open questions. Knows no rule."""

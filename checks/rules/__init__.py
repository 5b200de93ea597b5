"""Every rule, one file a family; `registry` finds them by their code."""

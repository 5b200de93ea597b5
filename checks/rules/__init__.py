"""All rules, one module per family; `registry` looks them up by code."""

"""One file a form in which a check's report can be handed on."""

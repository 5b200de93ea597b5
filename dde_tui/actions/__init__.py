"""Actions, one file per verb: the screens and the commands both call them."""

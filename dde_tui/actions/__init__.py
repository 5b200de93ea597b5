"""What a person or a script can do, one file a verb: the screen and the command both call these."""

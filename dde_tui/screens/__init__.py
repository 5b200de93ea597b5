"""The app's places: one screen a place, each thin over the actions a script can call too."""

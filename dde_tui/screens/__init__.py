"""The app's places: one thin screen per place, over the actions that the commands call too."""

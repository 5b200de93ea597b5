"""Widgets: each shows the data it is given and knows nothing about workspaces."""

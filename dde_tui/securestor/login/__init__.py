"""How the district proves who it is."""

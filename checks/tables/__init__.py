"""Tables of a whole set, and the views of them that rules and forecast share."""

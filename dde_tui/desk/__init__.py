"""Where CLI's answers come from: entered by hand, or read from the exchange folder."""

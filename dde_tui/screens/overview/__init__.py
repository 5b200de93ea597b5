"""Where the district stands: the steps, CLI's clocks, the forecast, and the rounds of the reviews."""

"""The place Check: findings, their rows, the forecast, and what can be done with a report."""

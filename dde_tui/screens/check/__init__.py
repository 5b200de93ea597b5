"""The place Check: findings, their rows, the forecast, and what to do with a report."""

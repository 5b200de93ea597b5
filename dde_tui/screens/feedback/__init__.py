"""The place Feedback: CLI's answers, read, fetched and recorded."""

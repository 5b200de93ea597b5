"""What every place is made of: the frame, dialogs, pages, tasks, themes."""

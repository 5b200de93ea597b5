"""The building blocks of every place: frame, dialogs, pages, tasks, themes."""

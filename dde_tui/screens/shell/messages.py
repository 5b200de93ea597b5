"""Messages from a place to the app: something changed, or go to another place."""

from textual.message import Message


class Changed(Message):
    """Something was recorded: every view of the district's state must refresh."""


class Go(Message):
    """Navigate to another place."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

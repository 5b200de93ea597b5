"""What a place tells the app: that something happened, or where to go."""

from textual.message import Message


class Changed(Message):
    """Something was recorded: whatever shows the district's state must be shown anew."""


class Go(Message):
    """The reader wants to be at another place."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

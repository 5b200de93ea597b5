"""A screen that can be left only once, and only while it is the one that is shown."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

R = TypeVar("R")


class SafeDismiss(Screen[R]):
    """Keys may be pressed faster than a screen goes: what comes after the first way out finds it gone.

    Textual takes away whichever screen is on top, so that a second way out would close the one below.
    """

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave with this result; nothing happens where this screen is not on top, or gone already."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

"""A screen that dismisses itself once only, and only while it is on top."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

R = TypeVar("R")


class SafeDismiss(Screen[R]):
    """Guards against a second dismiss from keys pressed faster than the screen closes.

    Textual pops whichever screen is on top, so a second dismiss would close the one below.
    """

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Dismiss with this result; does nothing if this screen is not on top, or already closed."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

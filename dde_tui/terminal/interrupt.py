"""Ctrl+C as a wish that long work looks at, instead of an exception that breaks into it anywhere."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """Whether somebody wants the work to stop: asked often, by calling it."""

    def __init__(self) -> None:
        self._pressed = threading.Event()
        self._is_late = False

    def __call__(self) -> bool:
        """Tell whether Ctrl+C was pressed."""
        return self._pressed.is_set()

    def press(self) -> None:
        """Take note that it was."""
        self._pressed.set()

    def come_too_late(self) -> bool:
        """Say that the work is done and can't be undone, so that Ctrl+C ends nothing any more.

        Returns:
            whether it was pressed.
        """
        self._is_late = True
        return self()

    @property
    def is_open(self) -> bool:
        """Whether it was pressed, and nothing says that this was too late."""
        return self() and not self._is_late


@contextmanager
def stopped_by_ctrl_c() -> Iterator[StopRequest]:
    """Hand over what tells whether Ctrl+C was pressed; pressed again, it breaks in as ever.

    Polars raises KeyboardInterrupt by itself in the middle of a query. Python would raise it once more at
    the next line, while the first one is still being cleaned up after.

    Raises:
        KeyboardInterrupt: polars raised it, or the work came to its end without looking.
    """
    wish = StopRequest()

    def note(signum: int, frame: FrameType | None) -> None:
        if wish.is_open:
            signal.default_int_handler(signum, frame)
        wish.press()

    if threading.current_thread() is not threading.main_thread():
        yield wish
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield wish
    finally:
        signal.signal(signal.SIGINT, before)
    if wish.is_open:
        raise KeyboardInterrupt


@contextmanager
def broken_by_ctrl_c() -> Iterator[None]:
    """While a person is asked, let Ctrl+C break in at once: reading from a terminal looks at no wish."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""Ctrl+C as a cancellation flag that long work polls, instead of an exception raised anywhere in it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """A cancellation flag; call it to poll it."""

    def __init__(self) -> None:
        self._pressed = threading.Event()
        self._is_late = False

    def __call__(self) -> bool:
        """Return whether Ctrl+C was pressed."""
        return self._pressed.is_set()

    def press(self) -> None:
        """Set the flag."""
        self._pressed.set()

    def come_too_late(self) -> bool:
        """Mark the work as done for good, so that Ctrl+C no longer cancels it.

        Returns:
            whether it was pressed.
        """
        self._is_late = True
        return self()

    @property
    def is_open(self) -> bool:
        """Whether it was pressed, and not too late."""
        return self() and not self._is_late


@contextmanager
def stopped_by_ctrl_c() -> Iterator[StopRequest]:
    """Yield a cancellation flag that Ctrl+C sets; a second Ctrl+C raises KeyboardInterrupt as usual.

    Polars raises KeyboardInterrupt by itself in the middle of a query. Python would raise it again at the
    next line, during the cleanup of the first one.

    Raises:
        KeyboardInterrupt: polars raised it, or the work ended without polling the flag.
    """
    request = StopRequest()

    def note(signum: int, frame: FrameType | None) -> None:
        if request.is_open:
            signal.default_int_handler(signum, frame)
        request.press()

    if threading.current_thread() is not threading.main_thread():
        yield request
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, before)
    if request.is_open:
        raise KeyboardInterrupt


@contextmanager
def broken_by_ctrl_c() -> Iterator[None]:
    """During a prompt, let Ctrl+C raise at once: reading from a terminal does not poll the flag."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

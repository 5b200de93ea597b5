"""Ctrl+C, a scheduler's SIGTERM and a closed terminal's SIGHUP: all of them end the work in the same way.

Long work polls a flag, so that the exception is not raised anywhere in it.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

STOPS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""What asks a program to end on this system; Windows has SIGBREAK and no SIGHUP."""


class StopRequest:
    """A cancellation flag; call it to poll it."""

    def __init__(self) -> None:
        self._pressed = threading.Event()
        self._is_late = False

    def __call__(self) -> bool:
        """Return whether Ctrl+C was pressed, or another such signal came."""
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


def break_at_stops() -> None:
    """Let every such signal raise KeyboardInterrupt from now on, as Ctrl+C does by itself.

    What the caller of the program had ignored stays ignored: `nohup` does that.
    """
    for number in _heard():
        signal.signal(number, signal.default_int_handler)


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

    with _handled_by(note):
        yield request
    if request.is_open and threading.current_thread() is threading.main_thread():
        raise KeyboardInterrupt


@contextmanager
def broken_by_ctrl_c() -> Iterator[None]:
    """During a prompt, let Ctrl+C raise at once: reading from a terminal does not poll the flag."""
    with _handled_by(signal.default_int_handler):
        yield


@contextmanager
def stops_calling(call: Callable[[], None]) -> Iterator[None]:
    """Call this at every such signal, from the main thread: for a program with an event loop."""
    with _handled_by(lambda _signum, _frame: call()):
        yield


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], Any]) -> Iterator[None]:
    """Handle the signals in this way for a while; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _heard()}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _heard() -> list[int]:
    """Return the signals that nobody ignored before this program began."""
    return [number for number in STOPS if signal.getsignal(number) not in (signal.SIG_IGN, None)]

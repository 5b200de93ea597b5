"""Ctrl+C as a wish that long work looks at, instead of an exception that breaks into it anywhere."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Hand over what tells whether Ctrl+C was pressed; pressed again, it breaks in as ever.

    Polars raises KeyboardInterrupt by itself in the middle of a query. Python would raise it once more at
    the next line, while the first one is still being cleaned up after.

    Raises:
        KeyboardInterrupt: polars raised it, or the work came to its end without looking.
    """
    pressed = threading.Event()

    def note(signum: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            signal.default_int_handler(signum, frame)
        pressed.set()

    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed.is_set():
        raise KeyboardInterrupt

"""Timeouts for blocking calls without one: name lookups, agents, a proxy's greeting."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


def in_time(call: Callable[[], T], seconds: float, too_late: Callable[[T], object] | None = None) -> T:
    """Return the call's result, or abandon it on a timeout.

    Args:
        call: may block forever; it runs in a thread of its own, which is left behind on a timeout.
        seconds: the timeout.
        too_late: receives what the call returned after the timeout, so that it can be closed.

    Raises:
        TimeoutError: it took longer.
        BaseException: whatever the call raised.
    """
    attempt = _Attempt(call, too_late)
    threading.Thread(target=attempt.run, daemon=True).start()
    try:
        attempt.ended.wait(seconds)
    finally:
        given_up = attempt.give_up()
    if given_up:
        raise TimeoutError
    if attempt.error is not None:
        raise attempt.error
    return attempt.found[0]


class _Attempt(Generic[T]):
    """One running call; whether it ended in time is decided once, under a lock."""

    def __init__(self, call: Callable[[], T], too_late: Callable[[T], object] | None) -> None:
        self._call = call
        self._too_late = too_late
        self._lock = threading.Lock()
        self._given_up = False
        self.ended = threading.Event()
        self.found: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            found = self._call()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self.error = error
        else:
            with self._lock:
                late = self._given_up
                if not late:
                    self.found.append(found)
            if late and self._too_late is not None:
                self._too_late(found)
        self.ended.set()

    def give_up(self) -> bool:
        """Abandon the call unless it has ended; return whether it was abandoned."""
        with self._lock:
            self._given_up = not self.found and self.error is None
            return self._given_up

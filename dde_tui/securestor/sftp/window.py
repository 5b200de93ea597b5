"""How many bytes may be under way: in a session at once, and in one question."""

import threading
import time
from collections.abc import Callable

BLOCK = 32_640
"""Bytes that every server takes in one question; with its header one write fits one packet of a channel."""

LARGEST = 8 * BLOCK
"""Bytes of the largest question: what OpenSSH's server allows, its 256 KiB less 1,024 bytes."""

ROOM = 64 * BLOCK
"""Bytes under way in one session: with their headers they fill the 2 MiB window of OpenSSH's server."""

_HELD = 0.05
"""Seconds for which one question may hold the line."""


class Window:
    """The room for bytes under way in one session; its files share it, from several threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._free = room
        self._changed = threading.Condition()

    def take(self, count: int, timeout: float) -> bool:
        """Take room for so many bytes; return False where there is none for so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free >= count, timeout):
                return False
            self._free -= count
            return True

    def give(self, count: int) -> None:
        """Give back what was taken."""
        with self._changed:
            self._free += count
            self._changed.notify_all()


class BlockSize:
    """How many bytes of one file go in one question: as many as the line takes in 50 milliseconds.

    Few large questions cost a quick line less; on a slow one a large question would leave the watchdog
    without an answer, and somebody who cancels waiting for it to leave.

    Args:
        longest: says how many the server allows; asked once, where the line is quick enough to use it.
    """

    def __init__(self, longest: Callable[[], int]) -> None:
        self.bytes = BLOCK
        self._longest = longest
        self._since = time.monotonic()
        self._moved = 0

    def moved(self, count: int) -> None:
        """Take note that so many bytes more were answered."""
        self._moved += count
        if self._moved < LARGEST:
            return
        now = time.monotonic()
        wanted = _HELD * self._moved / max(now - self._since, 1e-9)
        most = min(LARGEST, self._longest()) if wanted >= 2 * BLOCK else BLOCK
        self._since, self._moved = now, 0
        self.bytes = BLOCK
        while 2 * self.bytes <= min(wanted, most):
            self.bytes *= 2

"""Sliding window and block size: bytes in flight per session, and per request."""

import threading
import time
from collections.abc import Callable

BLOCK = 32_640
"""Block size that every server accepts; with its header one write fits in one channel packet."""

LARGEST = 8 * BLOCK
"""Largest block: what OpenSSH's server allows, its 256 KiB less 1,024 bytes."""

ROOM = 64 * BLOCK
"""Bytes in flight per session: with headers they fill the 2 MiB window of OpenSSH's server."""

_HELD = 0.05
"""Target transmission time of one block, in seconds."""


class Window:
    """The sliding window of one session, shared by its files and threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._free = room
        self._changed = threading.Condition()

    def take(self, count: int, timeout: float) -> bool:
        """Reserve this many bytes; return False on a timeout of this many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free >= count, timeout):
                return False
            self._free -= count
            return True

    def give(self, count: int) -> None:
        """Release reserved bytes."""
        with self._changed:
            self._free += count
            self._changed.notify_all()


class BlockSize:
    """Adaptive block size: as many bytes as the connection takes in 50 milliseconds.

    Few large blocks are cheaper on a fast connection; on a slow one a large block would leave the watchdog
    without an answer, and delay cancellation.

    Args:
        longest: returns the server's limit; called once, if the connection is fast enough to use it.
    """

    def __init__(self, longest: Callable[[], int]) -> None:
        self.bytes = BLOCK
        self._longest = longest
        self._since = time.monotonic()
        self._moved = 0

    def moved(self, count: int) -> None:
        """Record that this many more bytes were acknowledged."""
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

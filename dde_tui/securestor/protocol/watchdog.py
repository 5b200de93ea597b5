"""Notices that a line went dead, which neither SSH nor the operating system does in useful time."""

import threading
import time
from collections.abc import Callable

_LOOK_EVERY = 0.2  # seconds
_AFTER_CANCEL = 0.6  # seconds a cancelled transfer may still wait for the next answer


class Watchdog:
    """Hangs up when answers are owed and none came for a while.

    A blocked write in paramiko retries for ever, so nothing less than closing the socket from another
    thread ends it.

    Args:
        hang_up: closes the socket; called from the watchdog's own thread.
        patience: seconds without an answer after which the line counts as dead.
    """

    def __init__(self, hang_up: Callable[[], None], patience: float) -> None:
        self.patience = patience
        self.bit = False
        self.cancelled: Callable[[], bool] | None = None
        self._hang_up = hang_up
        self._owed = 0
        self._heard = time.monotonic()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="sftp watchdog", daemon=True).start()

    def asked(self) -> None:
        """Note that one more answer is owed."""
        if not self._owed:
            self._heard = time.monotonic()
        self._owed += 1

    def answered(self) -> None:
        """Note that an answer came."""
        self._heard = time.monotonic()
        self._owed -= 1

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(min(_LOOK_EVERY, self.patience / 4)):
            limit = self.patience
            if self.cancelled is not None and self.cancelled():
                limit = min(limit, _AFTER_CANCEL)
            if self._owed and time.monotonic() - self._heard > limit:
                self.bit = True
                self._hang_up()
                return

"""The demo's fast clock: an hour of CLI's open time is over in a moment."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from dde_tui.process.clock import Calendar, consume


class FastClock:
    """Tells a time that runs fast and knows no nights: only CLI's open hours pass.

    Args:
        start: where it begins.
        calendar: which hours pass.
        hours_a_second: how many open hours pass in one real second.
        real: seconds of a clock that never goes back.
        rests: while it says so the clock stands, so that nobody is late for want of a moment to read.
    """

    def __init__(
        self,
        start: datetime,
        calendar: Calendar,
        hours_a_second: float,
        real: Callable[[], float] = time.monotonic,
        rests: Callable[[], bool] = lambda: False,
    ) -> None:
        self._start = start
        self._calendar = calendar
        self._speed = hours_a_second
        self._real = real
        self._rests = rests
        self._last = real()
        self._seconds = 0.0
        self._lock = Lock()

    def __call__(self) -> datetime:
        """Return the time now."""
        with self._lock:
            now = self._real()
            if not self._rests():
                self._seconds += now - self._last
            self._last = now
            passed = timedelta(hours=self._seconds * self._speed)
        # Windows' clock may not have moved yet, and no time can't be consumed.
        return consume(self._start, passed, self._calendar) if passed else self._start

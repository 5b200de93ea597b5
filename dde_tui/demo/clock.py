"""The demo's simulated clock: CLI's open time passes fast, and closed hours are skipped."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import consume


class FastClock:
    """A simulated clock on which only CLI's open hours pass, fast.

    Args:
        start: where it begins.
        calendar: which hours pass.
        hours_a_second: how many open hours pass in one real second.
        real: a monotonic clock, in seconds.
        rests: while it returns true the clock is paused, so that you have time to read.
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
        # Windows' clock may not have ticked yet, and `consume` needs a positive amount.
        return consume(self._start, passed, self._calendar) if passed else self._start

"""The demo's fast clock: an hour of CLI's open time is over in a moment."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from dde_tui.process.clock import Calendar, consume


class FastClock:
    """Tells a time that runs fast and knows no nights: only CLI's open hours pass.

    Args:
        start: where it begins.
        calendar: which hours pass.
        hours_a_second: how many open hours pass in one real second.
        real: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        start: datetime,
        calendar: Calendar,
        hours_a_second: float,
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start
        self._calendar = calendar
        self._speed = hours_a_second
        self._real = real
        self._zero = real()

    def __call__(self) -> datetime:
        """Return the time now."""
        passed = timedelta(hours=(self._real() - self._zero) * self._speed)
        # Windows' clock may not have moved yet, and no time can't be consumed.
        return consume(self._start, passed, self._calendar) if passed else self._start

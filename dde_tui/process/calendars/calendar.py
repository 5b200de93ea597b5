"""When CLI is open: the hours of a day, the days of a week, and the days on which it is or may be closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from dde_tui.process.calendars.closing_days import NAMES, NO_DAYS, ClosingDays, closing_days

CLI_ZONE = "America/Chicago"
"""CLI's time zone, and that of most districts."""

Window = tuple[datetime, datetime]
"""Opening and closing, in UTC."""

_DAY = timedelta(days=1)


class ClockError(ValueError):
    """An invalid allowance, calendar or time."""


def need_zones(*moments: datetime) -> None:
    """Raise ClockError where a moment has no zone."""
    if any(moment.utcoffset() is None for moment in moments):
        raise ClockError("a clock needs a time with its zone")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When CLI is open: the same hours on some weekdays, except on closed days.

    CLI publishes no hours; the defaults are an assumption that the settings can change. The closing
    instant itself is closed (half-open interval). A day that may be closed counts as closed, so that a
    clock ends late rather than early; `at_the_earliest` counts it as open.

    Raises:
        ClockError: it closes before it opens, the break is not within the hours, or no weekday is open.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(CLI_ZONE))
    opens: time = time(8)
    closes: time = time(17)
    lunch: tuple[time, time] | None = None
    """The break in the middle of the day, where there is one."""
    weekdays: frozenset[int] = frozenset(range(5))
    """Monday is 0."""
    days: ClosingDays = field(default_factory=lambda: closing_days(NAMES[0]))

    def __post_init__(self) -> None:
        clocks = (self.opens, *(self.lunch or ()), self.closes)
        if any(clock.tzinfo for clock in clocks):
            raise ClockError("opening and closing are times of the wall clock, without a zone")
        if self.opens >= self.closes:
            raise ClockError(f"it closes ({self.closes:%H:%M}) before it opens ({self.opens:%H:%M})")
        if list(clocks) != sorted({*clocks}):
            raise ClockError("the lunch break must begin and end within the hours")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ClockError("at least one weekday must be open, Monday being 0 and Sunday 6")

    @property
    def closed(self) -> Mapping[date, str]:
        """The days that are certainly closed, with their names."""
        return self.days.closed

    @property
    def may_be_closed(self) -> Mapping[date, str]:
        """The days on which nobody knows whether CLI works, with their names."""
        return self.days.may_be_closed

    @property
    def at_the_earliest(self) -> Self:
        """The same calendar if CLI works on every day on which it may be closed."""
        return replace(self, days=replace(self.days, may_be_closed=NO_DAYS))

    def is_open_on(self, day: date) -> bool:
        """Return whether a day counts."""
        return (
            day.weekday() in self.weekdays
            and day not in self.days.closed
            and day not in self.days.may_be_closed
        )

    def open_days(self, after: datetime) -> Iterator[tuple[Window, ...]]:
        """Yield the windows of every open day that closes later than this instant.

        The first day is the day of receipt of something that arrives at this instant.

        Raises:
            ClockError: the instant has no zone, or the calendar of the year 9999 has ended.
        """
        need_zones(after)
        try:
            day = after.astimezone(self.zone).date()
            while True:
                if self.is_open_on(day):
                    windows = tuple(self._windows_of(day))
                    if windows and windows[-1][1] > after:
                        yield windows
                day += _DAY
        except OverflowError as error:
            raise ClockError("the deadline is beyond the year 9999") from error

    def windows(self, after: datetime) -> Iterator[Window]:
        """Yield every window that closes later than this instant; ClockError as `open_days`."""
        for windows in self.open_days(after):
            for opening, closing in windows:
                if closing > after:
                    yield opening, closing

    def _windows_of(self, day: date) -> Iterator[Window]:
        parts = [(self.opens, self.closes)]
        if self.lunch:
            parts = [(self.opens, self.lunch[0]), (self.lunch[1], self.closes)]
        for opens, closes in parts:
            opening = datetime.combine(day, opens, self.zone).astimezone(UTC)
            closing = datetime.combine(day, closes, self.zone).astimezone(UTC)
            if opening < closing:  # a change of the clocks may swallow a window
                yield opening, closing

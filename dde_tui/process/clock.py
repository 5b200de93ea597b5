"""Business clocks: when an allowance that CLI publishes ends, and how much of it is left.

All counting is done on instants in UTC and only the windows come from the calendar's wall clock, so a
change of the clocks neither adds nor loses a minute.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Self
from zoneinfo import ZoneInfo

from dde_tui.process.holidays import federal_holidays

CLI_ZONE = "America/Chicago"
"""CLI's time zone, and that of most districts."""

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_MOST = 10_000
_TEXT = re.compile(r"\s*(\d{1,9})\s+(business\s+)?(minute|hour|day)s?\s*", re.IGNORECASE | re.ASCII)


class ClockError(ValueError):
    """An invalid allowance, calendar or time."""


class Unit(StrEnum):
    """What an allowance counts: elapsed minutes and hours, or hours and days in which CLI is open."""

    MINUTE = "minute"
    HOUR = "hour"
    BUSINESS_HOUR = "business hour"
    BUSINESS_DAY = "business day"

    @property
    def is_business(self) -> bool:
        """Whether only open time counts."""
        return self in {Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY}


@dataclass(frozen=True, slots=True)
class Allowance:
    """The time CLI gives itself, such as "20 business hours".

    Raises:
        ClockError: the amount is not from 1 to 10,000.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _MOST:
            raise ClockError(f"an allowance is from 1 to {_MOST:,}, not {self.amount:,}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "20 business hours", "5 business days", "1 hour" or "90 minutes".

        Raises:
            ClockError: the text is none of these. Plain days are refused, since they would hide whether
                weekends count.
        """
        found = _TEXT.fullmatch(text)
        unit = f"{'business ' if found[2] else ''}{found[3].lower()}" if found else ""
        if not found or unit not in {*Unit}:
            raise ClockError(
                f'"{text}" is not an allowance; write for example "20 business hours", "5 business days",'
                ' "1 hour" or "90 minutes"'
            )
        return cls(int(found[1]), Unit(unit))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When CLI is open: one window a day, on some weekdays, except on closed days.

    CLI publishes no hours; the defaults are an assumption that the settings can change. The closing
    instant itself is closed (half-open interval).

    Raises:
        ClockError: it closes before it opens, or no weekday is open.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(CLI_ZONE))
    opens: time = time(8)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    """Monday is 0."""
    closed: frozenset[date] = field(default_factory=lambda: frozenset(federal_holidays()))

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ClockError("opening and closing are times of the wall clock, without a zone")
        if self.opens >= self.closes:
            raise ClockError(f"it closes ({self.closes:%H:%M}) before it opens ({self.opens:%H:%M})")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ClockError("at least one weekday must be open, Monday being 0 and Sunday 6")

    def windows(self, after: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening and closing (UTC) of every open day that closes later than this instant.

        The first one is the day of receipt of something that arrives at this instant.

        Raises:
            ClockError: the instant has no zone, or the calendar of the year 9999 has ended.
        """
        _need_zones(after)
        try:
            day = after.astimezone(self.zone).date()
            while True:
                if day.weekday() in self.weekdays and day not in self.closed:
                    opening = datetime.combine(day, self.opens, self.zone).astimezone(UTC)
                    closing = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
                    if closing > max(opening, after):
                        yield opening, closing
                day += _DAY
        except OverflowError as error:
            raise ClockError("the deadline is beyond the year 9999") from error


def due(start: datetime, allowance: Allowance, calendar: Calendar) -> datetime:
    """Return the instant at which the allowance ends, in the calendar's zone.

    Elapsed units run day and night. Business hours are taken from open time only. Business days end at
    closing of the N-th open day after the day of receipt.

    Raises:
        ClockError: the start has no zone, or the end is beyond the year 9999.
    """
    if allowance.unit is Unit.BUSINESS_DAY:
        _, closing = next(islice(calendar.windows(start), allowance.amount, None))
        return closing.astimezone(calendar.zone)
    minutes = allowance.amount if allowance.unit is Unit.MINUTE else allowance.amount * 60
    if allowance.unit is Unit.BUSINESS_HOUR:
        return consume(start, minutes * _MINUTE, calendar)
    _need_zones(start)
    try:
        return (start.astimezone(UTC) + minutes * _MINUTE).astimezone(calendar.zone)
    except OverflowError as error:
        raise ClockError("the deadline is beyond the year 9999") from error


def consume(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """Return when this much open time has passed since the start, in the calendar's zone.

    An amount that is used up exactly at closing ends at that closing, not at the next opening.

    Raises:
        ClockError: the amount is not positive, or the start has no zone.
    """
    if amount <= timedelta():
        raise ClockError("only a positive amount of open time can be consumed")
    for opening, closing in calendar.windows(start):
        begin = max(opening, start.astimezone(UTC))
        if amount <= closing - begin:
            return (begin + amount).astimezone(calendar.zone)
        amount -= closing - begin
    raise AssertionError("windows() never ends")


def open_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return the open time between two instants; zero if the end comes first.

    Raises:
        ClockError: an instant has no zone.
    """
    _need_zones(start, end)
    total = timedelta()
    for opening, closing in calendar.windows(start):
        if opening >= end:
            break
        total += min(closing, end.astimezone(UTC)) - max(opening, start.astimezone(UTC))
    return total


def remaining_minutes(now: datetime, due: datetime, allowance: Allowance, calendar: Calendar) -> int:
    """Return the whole minutes left of the allowance, negative exactly when it is overdue.

    They count as the allowance does: open minutes for business hours and days, elapsed ones otherwise.
    A deadline that passed at closing is at least one minute overdue, even before the next opening.

    Raises:
        ClockError: an instant has no zone.
    """
    _need_zones(now, due)
    if not allowance.unit.is_business:
        return (due - now) // _MINUTE
    if now <= due:
        return open_time(now, due, calendar) // _MINUTE
    return min(-1, -open_time(due, now, calendar) // _MINUTE)


def _need_zones(*moments: datetime) -> None:
    if any(moment.utcoffset() is None for moment in moments):
        raise ClockError("a clock needs a time with its zone")

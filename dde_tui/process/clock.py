"""Business clocks: when an allowance that CLI publishes ends, and how much of it is left.

All counting is done on instants in UTC and only the windows come from the calendar's wall clock, so a
change of the clocks neither adds nor loses a minute.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Self

from dde_tui.process.calendars.calendar import Calendar, ClockError, need_zones

_MINUTE = timedelta(minutes=1)
_MOST = 10_000
_TEXT = re.compile(r"\s*(\d{1,9})\s+(business\s+)?(minute|hour|day)s?\s*", re.IGNORECASE | re.ASCII)


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


def due(start: datetime, allowance: Allowance, calendar: Calendar) -> datetime:
    """Return the instant at which the allowance ends, in the calendar's zone.

    Elapsed units run day and night. Business hours are taken from open time only. Business days end at
    closing of the N-th open day after the day of receipt.

    Raises:
        ClockError: the start has no zone, or the end is beyond the year 9999.
    """
    if allowance.unit is Unit.BUSINESS_DAY:
        windows = next(islice(calendar.open_days(start), allowance.amount, None))
        return windows[-1][1].astimezone(calendar.zone)
    minutes = allowance.amount if allowance.unit is Unit.MINUTE else allowance.amount * 60
    if allowance.unit is Unit.BUSINESS_HOUR:
        return consume(start, minutes * _MINUTE, calendar)
    need_zones(start)
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
    need_zones(start, end)
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
    need_zones(now, due)
    if not allowance.unit.is_business:
        return (due - now) // _MINUTE
    if now <= due:
        return open_time(now, due, calendar) // _MINUTE
    return min(-1, -open_time(due, now, calendar) // _MINUTE)

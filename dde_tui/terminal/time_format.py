"""Formats and parses times in the contact's own time zone."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dde_tui.errors import UsageError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEARS = range(2000, 3000)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = timedelta(days=1)
_FAR = timedelta(days=300)
"""How far away a day is named with its year even where there is little space."""
_WRITTEN = re.compile(
    r"(?:(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})|(?P<iso>\d{4}-\d\d-\d\d)|(?P<word>today|yesterday))?"
    r"\s*(?:(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d\d)\s*(?P<half>[ap]m)?)?",
    re.IGNORECASE | re.ASCII,
)
"""What stands in mails and tickets: "11/22/2026 9:05 AM", "yesterday 14:00", "9:00"."""


def moment(value: datetime | None, zone: str) -> str:
    """Return the moment as "Tue 15 Sep 2026, 11:00" in this zone; nothing for None.

    Day and month names are fixed, so that a screen and a script read the same on every machine.
    """
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} {local.year}, {local:%H:%M}"


def near_moment(value: datetime, zone: str, now: datetime) -> str:
    """Return the moment as "Tue 15 Sep, 11:00"; with its year only where it is far from now."""
    if abs(value - now) > _FAR:
        return moment(value, zone)
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M}"


def day(value: date) -> str:
    """Return the day as "Tue 15 Sep"."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}"


def near_day(value: date, now: date) -> str:
    """Return the day as "Tue 15 Sep"; with its year only where it is far from now."""
    return f"{day(value)} {value.year}" if abs(value - now) > _FAR else day(value)


def whole_day(value: date, now: date) -> str:
    """Return the day as "Tuesday 12 January"; with its year only where it is far from now."""
    words = f"{_WEEKDAYS[value.weekday()]} {value.day} {_MONTH_NAMES[value.month - 1]}"
    return f"{words} {value.year}" if abs(value - now) > _FAR else words


def runs_of_days(days: Iterable[date]) -> str:
    """Return days as "Wed 23 Dec, Mon 28 Dec to Thu 31 Dec"."""
    runs: list[list[date]] = []
    for each in sorted(days):
        if runs and each == runs[-1][-1] + _DAY:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(day(run[0]) if len(run) == 1 else f"{day(run[0])} to {day(run[-1])}" for run in runs)


def countable(value: datetime) -> datetime:
    """Return the moment, if it can be computed with: near the ends of the calendar, zone offsets overflow.

    Raises:
        ValueError: it has no zone, or is outside the years 2000 to 2999.
    """
    if value.tzinfo is None or value.year not in _YEARS:
        raise ValueError(value)
    return value


def parse_moment(text: str, zone: str, now: datetime | None = None) -> datetime:
    """Return the moment a person wrote; without an offset it is in the contact's zone.

    ISO 8601, or as mails and tickets say it: "11/22/2026 9:05 AM", "yesterday 14:00", "9:00".

    Args:
        text: what was written.
        zone: the contact's time zone.
        now: the time, for a text that names no day; without it a day is needed, and enough.

    Raises:
        UsageError: it is not such a time, or it names a day but no time where `now` is given: then the
            time decides on which side of a sending it is.
    """
    found = _WRITTEN.fullmatch(text.strip())
    try:
        if found and now and not found["hour"] and any(found.groups()):
            raise UsageError(
                f"{text!r} names a day but no time.",
                meaning="Clocks count hours, so the time decides what came first.",
                to_do="Add the time: 2026-09-15T09:00.",
            )
        if found and any(found.groups()) and (found["hour"] or not found["iso"]):
            value = _as_written(found, ZoneInfo(zone), now)
        else:
            value = datetime.fromisoformat(text)
        return countable(value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone)))
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a valid time.",
            to_do='Write it as 2026-09-15T09:00, or as "9/15/2026 9:00 AM".',
        ) from error


def _as_written(found: re.Match[str], zone: ZoneInfo, now: datetime | None) -> datetime:
    if found["month"]:
        on = date(int(found["year"]), int(found["month"]), int(found["day"]))
    elif found["iso"]:
        on = date.fromisoformat(found["iso"])
    elif now is None:
        raise ValueError("it names no day")
    else:
        on = now.astimezone(zone).date() - (
            _DAY if (found["word"] or "").lower() == "yesterday" else 0 * _DAY
        )
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("there is no such hour")
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return datetime.combine(on, time(hour, minute), zone)


def refuse_future(at: datetime, now: datetime) -> None:
    """Refuse a time in the future.

    Raises:
        UsageError: it is after `now`.
    """
    if at > now:
        raise UsageError(
            f"{at.isoformat(timespec='minutes')} is in the future.",
            to_do="Give the time at which it happened.",
        )

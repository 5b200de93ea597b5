"""Formats and parses times in the contact's own time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dde_tui.errors import UsageError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_YEARS = range(2000, 3000)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(value: datetime | None, zone: str) -> str:
    """Return the moment as "Tue 15 Sep 2026, 11:00" in this zone; nothing for None.

    Day and month names are fixed, so that a screen and a script read the same on every machine.
    """
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def minutes(value: int) -> str:
    """Return a number of minutes as "18 h 05", its sign left out."""
    hours, rest = divmod(abs(value), 60)
    return f"{hours} h {rest:02}" if hours else f"{rest} min"


def countable(value: datetime) -> datetime:
    """Return the moment, if it can be computed with: near the ends of the calendar, zone offsets overflow.

    Raises:
        ValueError: it has no zone, or is outside the years 2000 to 2999.
    """
    if value.tzinfo is None or value.year not in _YEARS:
        raise ValueError(value)
    return value


def parse_moment(text: str, zone: str) -> datetime:
    """Return the moment a person wrote as ISO 8601; without an offset it is in the contact's zone.

    Raises:
        UsageError: it is not such a time.
    """
    try:
        value = datetime.fromisoformat(text)
        return countable(value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone)))
    except ValueError as error:
        raise UsageError(f"{text!r} is not a valid time.", to_do="Write it as 2026-09-15T09:00.") from error


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

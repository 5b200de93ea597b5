"""How a moment is written for a person, in the contact's own time zone, and read from one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dde_tui.errors import UsageError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
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


def parse_moment(text: str, zone: str) -> datetime:
    """Return the moment a person wrote as ISO 8601; without an offset it is in the contact's zone.

    Raises:
        UsageError: it is no such time.
    """
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no time.", to_do="Write it as 2026-09-15T09:00.") from error
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))

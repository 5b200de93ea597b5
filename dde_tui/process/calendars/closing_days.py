"""The days on which CLI is closed or may be closed: tables frozen at each release, or a file of your own.

A table, because a deadline must come out the same on every machine, and because no package of holidays
knows which of them CLI keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from checks.toml_reader import TableError, filled, key, one_line, parse, read_table

NAMES = ("uthealth", "federal")
"""The calendars that come with dde; the first is the default."""
NO_DAYS: Mapping[date, str] = MappingProxyType({})
_MOST = 5_000
"""Days that one table may hold: fourteen years in which every day is named."""


class CalendarError(ValueError):
    """The file of a calendar is wrong; the message names the key and what is allowed there."""


def _day_names(table: object, place: str) -> Mapping[date, str]:
    if not isinstance(table, Mapping):
        raise TableError(place, f'must be a table: write [{place}], and below it 2026-12-24 = "its name"')
    if len(table) > _MOST:
        raise TableError(place, f"names {len(table):,} days; {_MOST:,} are read at most")
    found = {}
    for day, name in table.items():
        try:
            found[date.fromisoformat(day)] = filled(one_line(name))
        except (TypeError, ValueError, AttributeError) as error:
            raise TableError(
                f"{place}.{day}", 'is no day with its name, such as 2026-12-24 = "Closed"'
            ) from error
    return MappingProxyType(dict(sorted(found.items())))


@dataclass(frozen=True, slots=True)
class ClosingDays:
    """The days of a calendar with their names, in order of the date.

    `closed` is certain. On `may_be_closed` CLI may work or not: a clock that counts them as open ends at the
    earliest, one that counts them as closed ends at the latest.
    """

    closed: Mapping[date, str] = field(default_factory=lambda: NO_DAYS, metadata=key(read=_day_names))
    may_be_closed: Mapping[date, str] = field(default_factory=lambda: NO_DAYS, metadata=key(read=_day_names))
    first_year: int = 0
    last_year: int = 9999

    def covers(self, day: date) -> bool:
        """Return whether the table knows this day's year; outside of it no day counts as closed."""
        return self.first_year <= day.year <= self.last_year

    def also_closed(self, days: Iterable[date], name: str) -> "ClosingDays":
        """Return the table with more days that are certainly closed."""
        more = dict.fromkeys(days, name)
        return ClosingDays(
            MappingProxyType(dict(sorted({**self.closed, **more}.items()))),
            MappingProxyType({day: words for day, words in self.may_be_closed.items() if day not in more}),
            self.first_year,
            self.last_year,
        )


@cache
def closing_days(name: str) -> ClosingDays:
    """Return the table that comes with dde under this name; KeyError where there is none."""
    from importlib.resources import files

    if name not in NAMES:
        raise KeyError(name)
    return parse_closing_days(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def parse_closing_days(text: str) -> ClosingDays:
    """Return the days that a text of the form of `uthealth.toml` names.

    Raises:
        CalendarError: it is not TOML, or a key is unknown or holds no days.
    """
    try:
        table: dict[str, Any] = parse(text)
        found = read_table(ClosingDays, table)
    except TableError as error:
        raise CalendarError(str(error)) from error
    both = sorted(found.closed.keys() & found.may_be_closed.keys())
    if both:
        raise CalendarError(f"{both[0].isoformat()} is in both tables; a day is closed, or may be closed")
    return found

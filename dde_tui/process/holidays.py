"""The US federal holidays, with the days on which they are observed: a table frozen at each release.

A table, because a deadline must come out the same on every machine and because no package of holidays
is needed to read twelve years.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType


@cache
def federal_holidays() -> Mapping[date, str]:
    """Return every holiday of the table and its name, in order of the date.

    A holiday on a weekend appears twice: on its own day and on the weekday on which it is observed, which
    may be in the year before (New Year 2028 is observed on 31 December 2027).
    """
    import tomllib
    from importlib.resources import files

    table = tomllib.loads(files(__package__).joinpath("holidays.toml").read_text(encoding="utf-8"))
    return MappingProxyType({date.fromisoformat(day): name for day, name in table.items()})


def holidays_are_known(day: date) -> bool:
    """Return whether the table covers this day's year; outside it deadlines ignore holidays."""
    years = [each.year for each in federal_holidays()]
    return min(years) <= day.year <= max(years)

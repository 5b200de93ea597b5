"""Dates in another form, where they can be read in one way only.

The year first is one way. 3/14/2021 is one when the whole column says so: each of its dates is a day of the
calendar with the month first, and not each of them with the day first. Two readings, or none, and they stay.
"""

import re
from collections.abc import Iterable
from datetime import date

from checks.fixes.declaration import CellFix, KnownColumn

_YEAR = r"(?:19|20)[0-9]{2}"
_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?Z?| 12:00(?::00)? AM)?"
"""A time of day that says nothing; another one may be of another day elsewhere."""
_YEAR_FIRST = re.compile(rf"({_YEAR})([-/]?)([0-9]{{1,2}})\2([0-9]{{1,2}}){_MIDNIGHT}")
YEAR_LAST = rf"^([0-9]{{1,2}})([-/])([0-9]{{1,2}})[-/]({_YEAR}){_MIDNIGHT}$"
_YEAR_LAST = re.compile(YEAR_LAST)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WORDS = (
    re.compile(rf"(?P<day>[0-9]{{1,2}})[- ]{_MONTH}[- ,]+(?P<year>{_YEAR}){_MIDNIGHT}", re.IGNORECASE),
    re.compile(rf"{_MONTH}[- ](?P<day>[0-9]{{1,2}}),?[- ](?P<year>{_YEAR}){_MIDNIGHT}", re.IGNORECASE),
)
"""14-MAR-2022 and March 14, 2022: a word for the month and four digits for the year leave one reading."""
MONTH_FIRST, DAY_FIRST = "month first", "day first"
READINGS = frozenset((MONTH_FIRST, DAY_FIRST))


def readings(values: Iterable[str]) -> frozenset[str]:
    """Return the ways in which all of these dates, the year last, are days of the calendar."""
    left = READINGS
    for value in values:
        left = frozenset(reading for reading in left if _read(value, reading))
        if not left:
            break
    return left


def _read(value: str, reading: str) -> str:
    """Return a date with the year last as YYYY-MM-DD; nothing when the calendar has no such day."""
    found = _YEAR_LAST.match(value)
    if found is None:
        return ""
    first, second, year = found[1], found[3], found[4]
    return _day(year, first, second) if reading == MONTH_FIRST else _day(year, second, first)


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _date(known: KnownColumn, value: str) -> str:
    for form in _WORDS:
        if named := form.fullmatch(value):
            number = _MONTHS.index(named["month"].lower()) + 1
            return _day(named["year"], str(number), named["day"]) or value
    found = _YEAR_FIRST.fullmatch(value)
    if found is None:
        return (known.slashes and _read(value, known.slashes)) or value
    year, separator, month, day = found.groups()
    if not separator and len(month) + len(day) < 4:
        return value
    return _day(year, month, day) or value


DATES = (
    CellFix(
        code="DDE401",
        name="date-as-standard",
        sentence="writes a date as YYYY-MM-DD where only one reading is possible",
        apply=_date,
    ),
)

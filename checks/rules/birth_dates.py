"""DDE706: birth dates that are probably wrong, one by one or as a whole column."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.dates import YEAR
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import NEEDS
from checks.tables.tables import Tables, as_day, as_text

if TYPE_CHECKING:
    import polars as pl

_FILE, _COLUMN = "demographics.csv", "birthDate"
_AGES = {"IT": (0, 3), "PR": (2, 5), "PK": (3, 6), "TK": (3, 7), "KG": (4, 7)}
"""Youngest and oldest age in whole years on September 1 for each grade: the usual ages (Texas: PK at 3 or 4,
KG at 5) with a year of slack on both sides."""

_JULY = 7
_OLDEST = date(1905, 1, 1)
"""Programs write an earlier day, such as 1900-01-01 or 1899-12-30, for no date."""
_FEWEST, _SHARE, _SAME = 5, 0.5, 0.9
"""From this many people on, and this share of them that is wrong or has one day, it is the column, the grades
or the school year: one cause."""


class _Words(NamedTuple):
    message: str
    hint: str
    of_most: str
    mapping: str


_OTHER_DATE = (
    "Map the column to the birth date in your SIS: it may hold another date, such as the day of entry."
)
_SHARED = _Words(
    "This is the birth date of most students.",
    _OTHER_DATE,
    "Most students have the same birth date.",
    _OTHER_DATE,
)
_FUTURE = _Words(
    "The birth date is in the future.",
    "Check the year for a typo.",
    "The birth dates of most students are in the future.",
    _OTHER_DATE,
)
_ANCIENT = _Words(
    f"The birth date is before {_OLDEST.year}: a program probably wrote it for a missing one.",
    "Fill in the real one. If nobody knows it, leave the cell blank.",
    f"Most birth dates are before {_OLDEST.year}: a program probably wrote them for missing ones.",
    "Map the column to the birth date in your SIS.",
)
_NO_FIT = _Words(
    "The birth date does not fit the student's grade.",
    "Check the year of birth and the grade.",
    "The birth dates of most students do not fit their grades.",
    "Check the grades, and schoolYear in academicSessions.csv. The column may also hold another date.",
)


def _autumn(tables: Tables) -> int:
    """Return the year the latest school year in the files begins; without one, the current school year's."""
    import polars as pl

    if tables.has("academicSessions.csv", "schoolYear"):
        years = tables["academicSessions.csv"]["schoolYear"].cast(pl.String)
        latest = years.filter(years.str.contains(YEAR)).max()
        if latest is not None:
            return int(str(latest)) - 1
    return tables.today.year if tables.today.month >= _JULY else tables.today.year - 1


def _improbable(tables: Tables) -> Iterator[Places]:
    import polars as pl

    day, cell, no_fit = pl.col("day"), pl.col(_COLUMN), pl.col("no_fit")
    filled = tables[_FILE].filter(as_text(_COLUMN) != "")
    odd, is_future, is_ancient = _odd_days(tables), day > tables.today, day < _OLDEST
    ancient = odd.filter(is_ancient)
    days = filled.group_by(_COLUMN).len().filter(pl.col("len") >= max(_FEWEST, _SAME * len(filled)))
    shared = filled.filter(
        cell.is_in(days[_COLUMN].implode()) & ~pl.col("line").is_in(ancient["line"].implode())
    )
    rest = odd.filter(~is_ancient & ~pl.col("line").is_in(shared["line"].implode()))
    for words, rows in (
        (_ANCIENT, ancient),
        (_SHARED, shared),
        (_FUTURE, rest.filter(is_future)),
        (_NO_FIT, rest.filter(~is_future & no_fit)),
    ):
        yield _told(words, rows, max(_FEWEST, _SHARE * len(filled)))


def _told(words: _Words, rows: "pl.DataFrame", many: float) -> Places:
    """Return a place for each row, or one for all where they are so many."""
    import polars as pl

    places = rows.sort("line").select("line", value=as_text(_COLUMN))
    if len(places) < many:
        return Places(_FILE, _COLUMN, places, message=words.message, hint=words.hint)
    first = places.head(1).with_columns(affected=pl.lit(len(places)))
    return Places(_FILE, _COLUMN, first, message=words.of_most, hint=words.mapping)


def _odd_days(tables: Tables) -> "pl.DataFrame":
    """Return `line`, `birthDate`, `day` and `no_fit` of dates that do not fit every grade there is.

    Grades are joined only to these: a date that fits every grade in the files needs no second look.
    """
    import polars as pl

    day, grade, year = pl.col("day"), pl.col("grade"), _autumn(tables)
    days = tables[_FILE].select(pl.col(_COLUMN).unique()).with_columns(day=as_day(_COLUMN))
    fits = {
        word: (day <= date(year - youngest, 9, 1)) & (day > date(year - oldest - 1, 9, 1))
        for word, (youngest, oldest) in _AGES.items()
    }
    first_grade = pl.col("grades").str.split(",").list.first().str.strip_chars()
    has_grades = tables.has("users.csv", "grades")
    there: list[str] = []
    if has_grades:
        cells = tables["users.csv"].select(pl.col("grades").unique())
        there = [word for word in cells.select(first_grade).to_series().unique() if word in fits]
    usual = reduce(and_, (fits[word] for word in there), pl.lit(value=True))
    odd = days.filter(day.is_not_null() & ((day > tables.today) | (day < _OLDEST) | ~usual))
    people = tables[_FILE].select("line", "sourcedId", _COLUMN).join(odd, on=_COLUMN)
    if not there or people.is_empty():
        return people.with_columns(no_fit=pl.lit(value=False))
    users = tables["users.csv"].filter(pl.col("sourcedId").is_in(people["sourcedId"].implode()))
    grades = users.select("sourcedId", grade=first_grade).unique("sourcedId", keep="first")
    no_fit = reduce(or_, ((grade == word) & ~fits[word] for word in there))
    return people.join(grades, on="sourcedId", how="left").with_columns(no_fit=no_fit.fill_null(value=False))


RULES = (
    SetRule(
        code="DDE706",
        name="age-for-grade",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A birth date is probably wrong",
        why="CLI Engage takes the birth date over as it arrives, and measures children by their age.",
        fix="Correct the birth date or the grade in your SIS, or the mapping of the column.",
        bad=(Cell(_FILE, 3, _COLUMN, "2012-01-30"),),
        at=((_FILE, 3, _COLUMN),),
        needs={**NEEDS, _FILE: ("sourcedId", _COLUMN)},
        uses={"academicSessions.csv": ("schoolYear",), "users.csv": ("grades",)},
        find=_improbable,
    ),
)

"""DDE407, DDE408: sessions that contradict each other: the school year, and the span of the parent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.dates import YEAR
from checks.rules.rule import Places, SetRule
from checks.tables.tables import Tables, as_day, as_text

if TYPE_CHECKING:
    import polars as pl

_FILE, _PARENT = "academicSessions.csv", "parentSourcedId"
_SHORTEST = 120
"""Days of a school year; a shorter one has a wrong date, which is another finding."""
_DEEP = 5
"""Sessions of one chain that are looked at: grading period, term, semester, school year, and one to spare."""


def _sessions(tables: Tables) -> "pl.DataFrame":
    """Return `line`, `key`, `type`, `parent`, `start`, `end` and `year` of each session, in order."""
    import polars as pl

    rows = tables[_FILE].filter(pl.col("sourcedId").is_first_distinct())
    parent = as_text(_PARENT) if _PARENT in rows.columns else pl.lit("")
    return rows.select(
        "line",
        key=as_text("sourcedId"),
        type=as_text("type"),
        parent=parent,
        start=as_day("startDate"),
        end=as_day("endDate"),
        year=as_text("schoolYear"),
    )


def _school_year(tables: Tables) -> Iterator[Places]:
    """Compare schoolYear with the end of the school year that the session is part of.

    OneRoster 1.1, section 4.6: schoolYear is the year in which the school year ends.
    """
    import polars as pl

    rows = _sessions(tables)
    is_year_long = (pl.col("end") - pl.col("start")).dt.total_days() >= _SHORTEST
    rows = rows.filter((pl.col("type") != "schoolYear") | is_year_long)
    above = rows.select(top="key", above="parent", kind="type", last="end")
    found = rows.with_columns(top=pl.col("key"))
    ends = []
    for _ in range(_DEEP):
        found = found.join(above, on="top", how="inner", maintain_order="left")
        is_year = pl.col("kind") == "schoolYear"
        ends.append(found.filter(is_year).select("line", "year", last="last"))
        found = found.filter(~is_year & (pl.col("above") != "")).with_columns(top=pl.col("above"))
        found = found.drop("above", "kind", "last")
    years = pl.concat(ends).filter(pl.col("year").str.contains(YEAR))
    years = years.with_columns(ends=pl.col("last").dt.offset_by("-1d").dt.year().cast(pl.String))
    wrong = years.filter(pl.col("year") != pl.col("ends")).sort("line")
    for (ends,), these in wrong.group_by("ends", maintain_order=True):
        yield Places(
            _FILE,
            "schoolYear",
            these.select("line", value="year"),
            message=f"schoolYear is not the year in which the school year ends, {ends}.",
            hint=f"Write {ends}. Some systems write the year in which it begins.",
        )


def _outside_parent(tables: Tables) -> Iterator[Places]:
    import polars as pl

    rows = _sessions(tables)
    has_days = pl.col("start") < pl.col("end")
    parents = rows.filter(has_days).select(parent="key", first="start", last="end")
    both = rows.filter(has_days & (pl.col("parent") != "")).join(parents, on="parent", maintain_order="left")
    for column, is_outside, day in (
        ("startDate", pl.col("start") < pl.col("first"), "start"),
        ("endDate", pl.col("end") > pl.col("last"), "end"),
    ):
        yield Places(
            _FILE,
            column,
            both.filter(is_outside).select("line", value=pl.col(day).cast(pl.String)),
            message=f"{column} lies outside the session that this one is part of.",
            hint="Correct this date, or those of the session that parentSourcedId names.",
        )


_NEEDS = {_FILE: ("sourcedId", "type", "startDate", "endDate", "schoolYear")}

RULES = (
    SetRule(
        code="DDE407",
        name="school-year-differs",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="The school year is not the one in which it ends",
        why="The standard names a school year by the year in which it ends: 2027 for 2026-2027.",
        fix="Write the year in which the school year ends.",
        bad=(Cell(_FILE, 2, "schoolYear", "2026"),),
        at=((_FILE, 2, "schoolYear"),),
        needs=_NEEDS,
        uses={_FILE: (_PARENT,)},
        find=_school_year,
    ),
    SetRule(
        code="DDE408",
        name="session-outside-parent",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A session is longer than the one it is part of",
        why="One of the two has a wrong date, and classes and enrollments are measured by them.",
        fix="Correct the dates in your SIS.",
        bad=(
            AddRow(
                _FILE,
                2,
                {
                    "sourcedId": "S2",
                    "title": "Spring",
                    "type": "semester",
                    "parentSourcedId": "SY2027",
                    "startDate": "2027-01-05",
                    "endDate": "2027-12-17",
                },
            ),
        ),
        at=((_FILE, 3, "endDate"),),
        needs=_NEEDS,
        uses={_FILE: (_PARENT,)},
        find=_outside_parent,
    ),
)

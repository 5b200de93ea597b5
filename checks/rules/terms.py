"""DDE405: homerooms whose terms are over or have not begun."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import homerooms
from checks.tables.tables import Tables, as_day, as_text

if TYPE_CHECKING:
    import polars as pl

NEEDS = {
    "academicSessions.csv": ("sourcedId", "startDate", "endDate"),
    "classes.csv": ("sourcedId", "classType", "termSourcedIds"),
}


def terms_of_lists(tables: Tables) -> "pl.DataFrame":
    """Return the terms of each distinct list: `termSourcedIds`, and `line`, `start`, `end` of each term.

    A list with an unknown term or one without a day is left out, as that is already a finding.
    """
    import polars as pl

    def find() -> "pl.DataFrame":
        sessions = tables["academicSessions.csv"].select(
            "line", term=as_text("sourcedId"), start=as_day("startDate"), end=as_day("endDate")
        )
        lists = tables["classes.csv"].select("termSourcedIds").unique()
        items = lists.with_columns(term=pl.col("termSourcedIds").str.split(",")).explode("term")
        items = items.with_columns(pl.col("term").str.strip_chars())
        first = sessions.unique("term", keep="first", maintain_order=True)
        terms = items.join(first, on="term", how="left")
        has_days = (pl.col("start") < pl.col("end")).fill_null(value=False)
        return terms.filter(has_days.all().over("termSourcedIds"))

    return tables.once("terms", find)


def classes_over(tables: Tables) -> "pl.Series":
    """Return the IDs of the classes whose terms are all over; none where the columns are missing."""
    import polars as pl

    if not all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        return pl.Series(dtype=pl.String)
    last = terms_of_lists(tables).group_by("termSourcedIds").agg(pl.col("end").max())
    over = last.filter(pl.col("end") <= tables.today)["termSourcedIds"]
    return tables["classes.csv"].filter(pl.col("termSourcedIds").is_in(over.implode()))["sourcedId"]


def _not_current(tables: Tables) -> Iterator[Places]:
    import polars as pl

    rooms = homerooms(tables).group_by("termSourcedIds").agg(affected=pl.len())
    terms = terms_of_lists(tables).join(rooms, on="termSourcedIds")
    start, end = pl.col("start"), pl.col("end")
    yield Places(
        "academicSessions.csv",
        "endDate",
        _all_of(terms, end <= tables.today, end, end.max()),
        message="This term is over, and so are its homerooms.",
        hint="Export this school year's classes. The end date is the day after the term's last day.",
    )
    yield Places(
        "academicSessions.csv",
        "startDate",
        _all_of(terms, start > tables.today, start, start.min()),
        message="This term and its homerooms have not begun.",
        hint="This is normal in July for a term in August. Otherwise check the date.",
    )


def _all_of(terms: "pl.DataFrame", is_wrong: "pl.Expr", day: "pl.Expr", nearest: "pl.Expr") -> "pl.DataFrame":
    """Return the places of lists whose terms are all wrong: for each, the term nearest to today."""
    import polars as pl

    lists = "termSourcedIds"
    wrong = (
        terms.filter(is_wrong.all().over(lists))
        .filter(day == nearest.over(lists))
        .unique(lists, keep="first")
    )
    places = wrong.group_by("line").agg(value=day.first().cast(pl.String), affected=pl.col("affected").sum())
    return places.sort("line")


RULES = (
    SetRule(
        code="DDE405",
        name="term-not-current",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom's terms are over or have not begun",
        why="A class outside its terms may be left out, with everyone enrolled in it.",
        fix="Export the classes and terms of the current school year.",
        bad=(
            Cell("academicSessions.csv", 2, "startDate", "2025-08-13"),
            Cell("academicSessions.csv", 2, "endDate", "2026-05-29"),
            Cell("academicSessions.csv", 2, "schoolYear", "2026"),
        ),
        at=(("academicSessions.csv", 2, "endDate"),),
        needs=NEEDS,
        find=_not_current,
    ),
)

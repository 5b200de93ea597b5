"""DDE406: enrollments outside the terms of their class."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.rules.terms import NEEDS, terms_of_lists
from checks.tables.enrollments import DATES
from checks.tables.tables import Tables, as_day, as_text

if TYPE_CHECKING:
    import polars as pl

_FILE = "enrollments.csv"
_REAL_YEARS = (1901, 2098)
_BEFORE, _AFTER, _EARLY, _NEXT_DAY, _LATE, _NO_DATE = (
    "before",
    "after",
    "early",
    "next day",
    "late",
    "no date",
)
_WORDS: Mapping[str, tuple[str, str]] = {
    _BEFORE: (
        "This enrollment is over before its class begins.",
        "It is probably last school year's. Leave it out, and export this year's enrollment.",
    ),
    _AFTER: (
        "This enrollment begins when its class is over.",
        "It is probably next school year's. Export it together with that year's classes.",
    ),
    _EARLY: (
        "beginDate is before the terms of the class.",
        "It may be the day of registration, or of an earlier year. Write the first day in this class.",
    ),
    _NEXT_DAY: (
        "endDate is one day after the terms of the class.",
        "An end date is the day after the last day. If the endDate of the term is its last day, add a day.",
    ),
    _LATE: (
        "endDate is after the terms of the class.",
        "It is at the latest the endDate of the term, which is the day after its last day.",
    ),
    _NO_DATE: (
        "A program wrote this day for no date.",
        "Leave the cell blank, or write the real day.",
    ),
}
"""How an enrollment misses the terms of its class: message and hint."""
_COLUMNS = ("column", "value", "termSourcedIds", "kind")


def ended_before_class(tables: Tables) -> "pl.Series":
    """Return the lines of enrollments that are over before their class begins, which DDE406 reports."""
    import polars as pl

    if not all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        return pl.Series(dtype=pl.UInt32)
    return _outside(tables).filter(pl.col("kind") == _BEFORE)["line"]


def _outside_term(tables: Tables) -> Iterator[Places]:
    """Report each date once for all enrollments of the same terms; another year's are one cause."""
    import polars as pl

    alike = _outside(tables).sort("line").partition_by("column", "kind", as_dict=True, maintain_order=True)
    for (column, kind), found in alike.items():
        of_a_year = [] if kind in (_BEFORE, _AFTER) else ["value"]
        causes = found.group_by("termSourcedIds", *of_a_year, maintain_order=True)
        places = causes.agg(pl.col("line", "value").exclude(of_a_year).first(), affected=pl.len())
        message, hint = _WORDS[kind]
        yield Places(_FILE, column, places.drop("termSourcedIds").sort("line"), message=message, hint=hint)


def _outside(tables: Tables) -> "pl.DataFrame":
    """Return `line`, `column`, `value`, `termSourcedIds` and `kind` of each date outside the class's terms.

    Classes whose terms are over are skipped, which DDE405 reports. Only days that may be outside the terms of
    some class are looked at row by row.
    """
    import polars as pl

    def find() -> "pl.DataFrame":
        start, end = pl.col("start"), pl.col("end")
        spans = terms_of_lists(tables).group_by("termSourcedIds").agg(start.min(), end.max())
        spans = spans.filter(end > tables.today)
        rooms = tables["classes.csv"].select("sourcedId", "termSourcedIds").unique("sourcedId", keep="first")
        rooms = rooms.join(spans, on="termSourcedIds")
        narrowest = spans.select(start.max(), end.min())
        rows, parts = (
            tables[_FILE],
            [pl.DataFrame(schema={"line": pl.Int64, **dict.fromkeys(_COLUMNS, pl.String)})],
        )
        for column in DATES if len(spans) else ():
            if column not in rows.columns:
                continue
            day = as_day(column)
            days = rows.select(pl.col(column).unique()).join(narrowest, how="cross")
            odd = days.filter(
                (day < start) | (day > end) | ((day == end) if column == DATES[0] else (day == start))
            )
            found = rows.filter(pl.col(column).is_in(odd[column].implode()))
            found = found.join(rooms, left_on="classSourcedId", right_on="sourcedId")
            told = found.select(
                pl.col("line").cast(pl.Int64),
                column=pl.lit(column),
                value=as_text(column),
                termSourcedIds=as_text("termSourcedIds"),
                kind=_kind(found, column),
            )
            parts.append(told.drop_nulls("kind"))
        return pl.concat(parts)

    return tables.once("outside terms", find)


def _kind(rows: "pl.DataFrame", column: str) -> "pl.Expr":
    """Return how a date misses the terms from `start` to before `end`; null where it fits.

    One that ends before it begins is skipped, which DDE403 reports; one of another year is told once.
    """
    import polars as pl

    start, end = pl.col("start"), pl.col("end")
    begins, ends = (as_day(name) if name in rows.columns else pl.lit(None, pl.Date) for name in DATES)
    no_date = ~as_day(column).dt.year().is_between(*_REAL_YEARS)
    missed = pl.when(ends <= begins).then(None).when(no_date).then(pl.lit(_NO_DATE))
    if column == DATES[0]:
        missed = missed.when(begins >= end).then(pl.lit(_AFTER)).when(ends <= start).then(None)
        return missed.when(begins < start).then(pl.lit(_EARLY))
    missed = missed.when(ends <= start).then(pl.lit(_BEFORE)).when(begins >= end).then(None)
    missed = missed.when(ends == end.dt.offset_by("1d")).then(pl.lit(_NEXT_DAY))
    return missed.when(ends > end).then(pl.lit(_LATE))


RULES = (
    SetRule(
        code="DDE406",
        name="enrollment-outside-term",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="An enrollment is outside the terms of its class",
        why="There is no class on those days, so the enrollment may be rejected or shortened.",
        fix="Correct the date or the class's terms. An end date is the day after the last day.",
        bad=(Cell(_FILE, 3, "endDate", "2027-06-10"),),
        at=((_FILE, 3, "endDate"),),
        needs={**NEEDS, _FILE: ("classSourcedId",)},
        uses={_FILE: DATES},
        find=_outside_term,
    ),
)

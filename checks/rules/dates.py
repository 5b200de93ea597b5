"""DDE4xx: dates and years, alone and against each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule, Places, SetRule
from checks.tables import Tables

if TYPE_CHECKING:
    import polars as pl


YEAR = "^(19|20)[0-9]{2}$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z$"


def _is_date(cell: "pl.Expr") -> "pl.Expr":
    """Whether it is written as a date, and the calendar has that day."""
    return cell.str.contains(_DATE) & cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()


def _not_date(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~_is_date(cell) if column.type is Type.DATE else None


def _not_year(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~cell.str.contains(YEAR) if column.type is Type.YEAR else None


def _not_moment(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.DATETIME:
        return None
    return ~(cell.str.contains(_MOMENT) & _is_date(cell.str.head(10)))


def _why_no_date(_column: ColumnSpec, value: str) -> str:
    if "/" in value:
        return "It is written with slashes; a spreadsheet may have changed it. Write YYYY-MM-DD."
    if len(value) > len("YYYY-MM-DD") and value[4:5] == "-":
        return "Leave the time away: YYYY-MM-DD."
    return "Write YYYY-MM-DD, a day that exists."


def _ends_before_it_begins(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for file, begin, end in (
        ("academicSessions.csv", "startDate", "endDate"),
        ("enrollments.csv", "beginDate", "endDate"),
    ):
        if not tables.has(file, begin, end):
            continue
        first, last = (pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in (begin, end))
        suspicious = tables[file].filter(pl.col(end) <= pl.col(begin))
        broken = suspicious.filter(last <= first).select("line", pl.col(end).alias("value"))
        yield Places(file, end, broken, message=f"{end} is not after {begin}.")


RULES = (
    CellRule(
        code="DDE401",
        name="not-a-date",
        severity=Severity.ERROR,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="A date that is none",
        why="The value is refused or, worse, read as another day.",
        fix="Write dates as YYYY-MM-DD where the export is made.",
        bad=(Cell("demographics.csv", 2, "birthDate", "3/14/2022"),),
        at=(("demographics.csv", 2, "birthDate"),),
        broken=_not_date,
        message=lambda column: f"{column.name} must be a date as YYYY-MM-DD.",
        hint=_why_no_date,
    ),
    CellRule(
        code="DDE402",
        name="not-a-year",
        severity=Severity.ERROR,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="A year that is none",
        why="The school year decides which records are current.",
        fix="Write the year in which the school year ends, with four digits.",
        bad=(Cell("academicSessions.csv", 2, "schoolYear", "2026-27"),),
        at=(("academicSessions.csv", 2, "schoolYear"),),
        broken=_not_year,
        message=lambda column: f"{column.name} must be a year of four digits.",
    ),
    SetRule(
        code="DDE403",
        name="ends-before-it-begins",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="An end date that is not after its begin date",
        why="The end is the first day after: such a span has no day, and the record is never current.",
        fix="Mend the dates where they are kept.",
        bad=(Cell("enrollments.csv", 4, "endDate", "2026-08-01"),),
        at=(("enrollments.csv", 4, "endDate"),),
        uses={
            "academicSessions.csv": ("startDate", "endDate"),
            "enrollments.csv": ("beginDate", "endDate"),
        },
        find=_ends_before_it_begins,
    ),
    CellRule(
        code="DDE404",
        name="not-a-moment",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="A date with time that is none",
        why="The standard wants a moment in UTC; in a full (bulk) set the column is best left blank.",
        fix="Leave it blank, or write it as 2026-08-12T14:05:00Z.",
        bad=(Cell("users.csv", 3, "dateLastModified", "8/12/2026 9:00"),),
        at=(("users.csv", 3, "dateLastModified"),),
        broken=_not_moment,
        message=lambda column: f"{column.name} must be a moment such as 2026-08-12T14:05:00Z, or blank.",
    ),
)

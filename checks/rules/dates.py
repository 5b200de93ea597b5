"""DDE401 to DDE404: the format of dates and years, and end dates before begin dates."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule, Places, SetRule
from checks.tables.suggestions import cure_for_nothing, hint_by_look, hint_for_nothing
from checks.tables.tables import Tables, as_day

if TYPE_CHECKING:
    import polars as pl


YEAR = "^(19|20)[0-9]{2}$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|\+00:00)$"


def is_moment(cell: "pl.Expr") -> "pl.Expr":
    """Whether it is a UTC date and time in ISO 8601, on a day that exists."""
    return cell.str.contains(_MOMENT) & _is_date(cell.str.head(10))


def _is_date(cell: "pl.Expr") -> "pl.Expr":
    """Whether it is YYYY-MM-DD and a day that exists."""
    return cell.str.contains(_DATE) & cell.str.to_date("%Y-%m-%d", strict=False).is_not_null()


def _not_date(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~_is_date(cell) if column.type is Type.DATE else None


def _not_year(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~cell.str.contains(YEAR) if column.type is Type.YEAR else None


def _not_moment(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~is_moment(cell) if column.type is Type.DATETIME else None


_WRITE = "Write YYYY-MM-DD."
_NO_DATES = (
    ("^0000-00-00", "A database wrote this for a missing date."),
    (
        "^0{1,2}/0{1,2}/(0|00|0000)( |$)|^1/0/(19)?00( |$)|^1900-01-00",
        "A program wrote this for a missing date.",
    ),
)
_DATES = (
    ("^#+$", "A spreadsheet wrote # because its column was too narrow. Export the date again without one."),
    (_DATE, "The format is right, but there is no such day."),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]", f"Remove the time. {_WRITE}"),
    (
        "^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}( |$)",
        f"A spreadsheet may have shortened the year to two digits. {_WRITE}",
    ),
    ("^[0-9]{1,2}-[0-9]{1,2}-([0-9]{2}){1,2}$", f"The year comes first. {_WRITE}"),
    ("/", f"The date has slashes; a spreadsheet may have changed it. {_WRITE}"),
    (
        "^(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(19|20)[0-9]{2}$",
        f"The year is last, and there are no hyphens. {_WRITE}",
    ),
    ("^[0-9]{8}$", f"Put hyphens between year, month and day. {_WRITE}"),
    (r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}", f"The date has dots, with the day first. {_WRITE}"),
    (
        r"^[1-5][0-9]{4}(\.[0-9]+)?$",
        f"This is an Excel date number. Format the column as a date. {_WRITE}",
    ),
    ("(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", f"The month is a word. {_WRITE}"),
    ("^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$", f"Use two digits for month and day. {_WRITE}"),
    ("[–—−\u2010\u2011]", f"The date has dashes instead of hyphens. {_WRITE}"),
)
_YEARS = (
    (r"^[0-9]{4}\.0+$", "A program wrote it as a decimal number. Remove the .0."),
    (
        "(?i)^(sy *)?([0-9]{2}){1,2}[-–/ ]([0-9]{2}){1,2}$",
        "Write only the year the school year ends.",
    ),
    ("^[0-9]{2}$", "Write all four digits of the year the school year ends."),
    ("(19|20)[0-9]{2}", "Write only the year, with nothing before or after it."),
)
_MOMENTS = (
    (r"^[0-9-]{10}T[0-9:.]+$", "The time zone is missing. Convert the time to UTC and end it with Z."),
    (r"^[0-9-]{10}T[0-9:.]+[+-]", "This is local time. Convert it to UTC and end it with Z."),
)
"""Pattern of a wrong value and its hint; the first match wins."""


def _why_no_date(column: ColumnSpec, value: str) -> str:
    if origin := hint_by_look(_NO_DATES, value):
        return f"{origin} {cure_for_nothing(column)}"
    return (
        hint_for_nothing(column, value) or hint_by_look(_DATES, value) or f"{_WRITE} Use a day that exists."
    )


def _why_no_year(column: ColumnSpec, value: str) -> str:
    return hint_by_look(_YEARS, value) or hint_for_nothing(column, value)


def _why_no_moment(column: ColumnSpec, value: str) -> str:
    known = hint_by_look(_MOMENTS, value) or hint_for_nothing(column, value)
    return known or "In a full (bulk) set, leave the column blank."


_ONE_DAY = "The end date is the day after the last day: a one-day span ends the next day."


def _ends_before_it_begins(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for file, begin, end, hint in (
        ("academicSessions.csv", "startDate", "endDate", _ONE_DAY),
        (
            "enrollments.csv",
            "beginDate",
            "endDate",
            f"If the person never came, leave the row out. {_ONE_DAY}",
        ),
    ):
        if not tables.has(file, begin, end):
            continue
        first, last = (
            tables[file].select(pl.col(name).unique()).select(as_day(name)) for name in (begin, end)
        )
        far = pl.concat([first.max(), last.min()], how="horizontal")
        if far.select((pl.col(begin) < pl.col(end)).fill_null(value=True)).item():
            continue
        spans = tables[file].select(begin, end).unique()
        wrong = spans.filter(as_day(end) <= as_day(begin))
        broken = tables[file].join(wrong, on=[begin, end], how="semi", maintain_order="left")
        yield Places(
            file,
            end,
            broken.select("line", pl.col(end).alias("value")),
            message=f"{end} is not after {begin}.",
            hint=hint,
        )


RULES = (
    CellRule(
        code="DDE401",
        name="not-a-date",
        severity=Severity.ERROR,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="A date is invalid",
        why="The value is rejected or, worse, read as another day.",
        fix="Set the date format of your export to YYYY-MM-DD.",
        bad=(Cell("demographics.csv", 2, "birthDate", "3/14/2022"),),
        at=(("demographics.csv", 2, "birthDate"),),
        broken=_not_date,
        message=lambda column: f"{column.name} must be a date in the format YYYY-MM-DD.",
        hint=_why_no_date,
    ),
    CellRule(
        code="DDE402",
        name="not-a-year",
        severity=Severity.ERROR,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="A year is invalid",
        why="The school year decides which records are current.",
        fix="Write the year the school year ends, with four digits.",
        bad=(Cell("academicSessions.csv", 2, "schoolYear", "2026-27"),),
        at=(("academicSessions.csv", 2, "schoolYear"),),
        broken=_not_year,
        message=lambda column: f"{column.name} must be a four-digit year.",
        hint=_why_no_year,
    ),
    SetRule(
        code="DDE403",
        name="ends-before-it-begins",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.STANDARD,
        title="An end date is not after its begin date",
        why="The end date is the day after the last day, so the record is never current.",
        fix="Correct the dates in your SIS.",
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
        title="A date with time is invalid",
        why="The standard requires UTC. In a full (bulk) set, the column is best left blank.",
        fix="Leave it blank, or write it as 2026-08-12T14:05:00Z.",
        bad=(Cell("users.csv", 3, "dateLastModified", "8/12/2026 9:00"),),
        at=(("users.csv", 3, "dateLastModified"),),
        broken=_not_moment,
        message=lambda column: f"{column.name} must be blank or a time in UTC such as 2026-08-12T14:05:00Z.",
        hint=_why_no_moment,
    ),
)

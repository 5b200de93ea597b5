"""Enrollments as date ranges: which are over, which have not begun, and which overlap.

1EdTech says that an end date in the past means that a person is no longer enrolled; the end date is the day
after the last one. What CLI Engage does with such rows is not published.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from checks.tables.tables import as_day

if TYPE_CHECKING:
    import polars as pl


DATES = ("beginDate", "endDate")


def is_over(rows: "pl.DataFrame", today: date) -> "pl.Expr":
    """Return a filter for enrollments that ended by this day, or that last no day at all.

    Args:
        rows: enrollments, perhaps with `beginDate` and `endDate`; a missing or invalid date means no bound.
        today: the day that counts.
    """
    import polars as pl

    _, end = _bounds(rows)
    return (end <= pl.lit(today)) | is_empty(rows)


def is_empty(rows: "pl.DataFrame") -> "pl.Expr":
    """Return a filter for enrollments that last no day: the end date is not after the begin date."""
    begin, end = _bounds(rows)
    return end <= begin


def is_upcoming(rows: "pl.DataFrame", today: date) -> "pl.Expr":
    """Return a filter for enrollments that begin after this day; arguments as `is_over`."""
    import polars as pl

    begin, _ = _bounds(rows)
    return (begin > pl.lit(today)) & ~is_over(rows, today)


def _bounds(rows: "pl.DataFrame") -> tuple["pl.Expr", "pl.Expr"]:
    import polars as pl

    first, last = (as_day(name) if name in rows.columns else pl.lit(None, pl.Date) for name in DATES)
    return first.fill_null(date.min), last.fill_null(date.max)


def overlapping(rows: "pl.DataFrame", by: Sequence[str]) -> "pl.DataFrame":
    """Add `overlap`, the same number for enrollments of one group whose date ranges overlap in a chain.

    End dates are exclusive. A missing or invalid date means no bound; an empty range is left out.

    Args:
        rows: enrollments with `line`, the columns of `by`, and perhaps `beginDate` and `endDate`.
        by: the columns that make a group.
    """
    import polars as pl

    begin, end = _bounds(rows)
    spans = rows.with_columns(begin=begin, end=end)
    ordered = spans.filter(pl.col("begin") < pl.col("end")).sort(*by, "begin", "line")
    reach = pl.col("end").cum_max().shift(1).over(by)
    is_apart = (pl.col("begin") >= reach).fill_null(value=True)
    return ordered.with_columns(overlap=is_apart.cum_sum()).drop("begin", "end").sort("line")

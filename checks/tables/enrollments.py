"""Enrollments as date ranges: which of them overlap."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from checks.tables.tables import as_day

if TYPE_CHECKING:
    import polars as pl


def overlapping(rows: "pl.DataFrame", by: Sequence[str]) -> "pl.DataFrame":
    """Add `overlap`, the same number for enrollments of one group whose date ranges overlap in a chain.

    End dates are exclusive. A missing or invalid date means no bound; an empty range is left out.

    Args:
        rows: enrollments with `line`, the columns of `by`, and perhaps `beginDate` and `endDate`.
        by: the columns that make a group.
    """
    import polars as pl

    first, last = (
        as_day(name) if name in rows.columns else pl.lit(None, pl.Date) for name in ("beginDate", "endDate")
    )
    spans = rows.with_columns(begin=first.fill_null(date.min), end=last.fill_null(date.max))
    ordered = spans.filter(pl.col("begin") < pl.col("end")).sort(*by, "begin", "line")
    reach = pl.col("end").cum_max().shift(1).over(by)
    is_apart = (pl.col("begin") >= reach).fill_null(value=True)
    return ordered.with_columns(overlap=is_apart.cum_sum()).drop("begin", "end").sort("line")

"""Enrollments as spans of days: which of them overlap."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from checks.tables.tables import as_day

if TYPE_CHECKING:
    import polars as pl


def overlapping(rows: "pl.DataFrame", by: Sequence[str]) -> "pl.DataFrame":
    """Number the enrollments in `overlap`: the same number for those of one group that overlap in a row.

    The end is the first day after. A date that is missing, or none, sets no bound; a span without a day is
    left out.

    Args:
        rows: enrollments with `line`, the columns of `by`, and perhaps `beginDate` and `endDate`.
        by: what makes a group.
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

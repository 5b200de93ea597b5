"""Blank cells of people in homerooms: one by one, or the whole column as one root cause."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.profile.model import Basis
from checks.rules.rule import Places

if TYPE_CHECKING:
    import polars as pl


def blank_cells(
    file: str,
    column: str,
    asked: "pl.DataFrame",
    *,
    who: str,
    hint: str,
    basis: Basis | None = None,
) -> Iterator[Places]:
    """Yield each blank cell; where all are blank, the export leaves the column out: that is one fault.

    Args:
        file: where the cells stand.
        column: the one that may not be blank.
        asked: `line` and the column for everybody who is asked for it.
        who: whose it is, with an article, such as `a homeroom teacher`.
        hint: what to do about a single one.
        basis: the rule's own when not given.
    """
    import polars as pl

    blank = asked.filter(pl.col(column) == "").select("line", value=pl.lit("")).sort("line")
    if len(blank) == len(asked) > 1:
        yield Places(
            file,
            column,
            blank.head(1).with_columns(affected=pl.lit(len(blank))),
            message=f"{column} is blank for everybody who is {who}.",
            hint="The export does not fill the column: map it to where your system keeps it.",
            basis=basis,
        )
    else:
        yield Places(file, column, blank, message=f"{column} of {who} is blank.", hint=hint, basis=basis)

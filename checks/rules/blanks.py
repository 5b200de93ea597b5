"""Blank cells of people in homerooms: one finding each, or one for a whole column that is blank."""

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
    """Yield each blank cell; a column that is blank throughout has one root cause: the export.

    Args:
        file: the file the column is in.
        column: the one that may not be blank.
        asked: `line` and the column, for the rows where it is needed.
        who: whose it is, such as `homeroom teacher`.
        hint: what to do about a single cell.
        basis: overrides the basis of the rule.
    """
    import polars as pl

    blank = asked.filter(pl.col(column) == "").select("line", value=pl.lit("")).sort("line")
    if len(blank) == len(asked) > 1:
        yield Places(
            file,
            column,
            blank.head(1).with_columns(affected=pl.lit(len(blank))),
            message=f"{column} is blank for every {who}.",
            hint="Your export leaves this column blank. Map it to the field in your SIS.",
            basis=basis,
        )
    else:
        yield Places(
            file, column, blank, message=f"{column} is blank for this {who}.", hint=hint, basis=basis
        )

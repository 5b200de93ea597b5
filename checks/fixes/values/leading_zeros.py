"""IDs that lost their leading zeros, where the file that they refer to has the only ID that each can be.

An ID in the file that defines it is never changed: which of two spellings is right, nobody can see there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from checks.fixes.declaration import CellFix, KnownColumn, each

if TYPE_CHECKING:
    import polars as pl

CUT = "^[1-9][0-9]*$"
"""What a spreadsheet makes of an ID of digits alone."""


def lost_zeros(cut: "pl.Series", keys: "pl.Series", damaged: Iterable[str]) -> dict[str, str]:
    """Return which ID each value stands for that has no row but would have one with its zeros.

    Args:
        cut: values of a column that look as if zeros were cut off, as text.
        keys: the IDs that the other file defines, as text.
        damaged: IDs in rows of it that can't be read: they are there, too.
    """
    import polars as pl

    key = pl.col("key")
    own = pl.DataFrame({"key": keys.unique()})
    there = pl.concat([own, pl.DataFrame({"key": list(damaged)}, {"key": pl.String})]).unique()
    lost = pl.DataFrame({"cut": cut.unique()}).join(there, left_on="cut", right_on="key", how="anti")
    digits = there.filter(key.str.contains("^[0-9]+$")).with_columns(cut=key.str.strip_chars_start("0"))
    only = lost.join(digits, on="cut").filter(pl.len().over("cut") == 1)
    return dict(only.join(own, on="key", how="semi").select("cut", "key").iter_rows())


def _zeros(known: KnownColumn, value: str) -> str:
    return each(known, value, lambda id_: known.zeros.get(id_, id_)) if known.zeros else value


def _lost(known: KnownColumn, cell: "pl.Expr") -> "pl.Expr | None":
    if not known.zeros:
        return None
    import polars as pl

    cut = pl.Series(list(known.zeros)).implode()
    if not known.column.list:
        return cell.is_in(cut)
    return cell.str.split(",").list.eval(pl.element().str.strip_chars().is_in(cut)).list.any()


ZEROS = (
    CellFix(
        code="DDE502",
        name="leading-zeros",
        sentence="restores an ID's leading zeros where the other file has exactly that ID",
        apply=_zeros,
        suspects=_lost,
    ),
)

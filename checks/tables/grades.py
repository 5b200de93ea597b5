"""Grade codes seen by CLI Engage: which lie above kindergarten, the last grade that it serves."""

from typing import TYPE_CHECKING

from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

_EARLY = ("IT", "PR", "PK", "TK", "KG", "EE")
_ANY_AGE = ("UG", "Other")


def above_kindergarten(tables: Tables, file: str, *, every: bool = True) -> "pl.Expr":
    """Return a filter for the rows whose grades lie above kindergarten.

    A blank cell, a word that is no grade code, and codes for any age never do.

    Args:
        tables: the tables; the file has the column `grades`.
        file: which file the rows are of.
        every: whether all grades of a row must lie there, or one is enough.
    """
    import polars as pl

    words = tables.profile.file(file).column("grades").vocabulary
    later = [word for word in words if word not in (*_EARLY, *_ANY_AGE)]
    items = pl.element().str.strip_chars().is_in(later)
    cells = tables[file].select(pl.col("grades").unique())
    lists = pl.col("grades").cast(pl.String).str.split(",").list.eval(items)
    found = cells.filter(lists.list.all() if every else lists.list.any())["grades"]
    return pl.col("grades").is_in(found.implode()) if len(found) else pl.lit(value=False)

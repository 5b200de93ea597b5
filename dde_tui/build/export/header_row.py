"""Where the column names of an export stand: report titles may be above them."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

_DEEPEST = 20
"""Rows that are searched for the column names."""


def header_row(rows: Iterable[tuple[int, Sequence[str]]], names: Collection[str]) -> int | None:
    """Return the number of the first row that has most of the names, at least half of them; None if none has.

    Args:
        rows: row numbers and cells.
        names: the columns that the recipe names.
    """
    wanted = set(names)
    found = {
        number: len(wanted.intersection(cell.strip() for cell in cells))
        for number, cells in islice(rows, _DEEPEST)
    }
    best = max(found, key=lambda number: found[number], default=None)
    return best if best is not None and found[best] * 2 >= len(wanted) else None


def titles_above(row: int, named: int) -> tuple[str, ...]:
    """Return a note on the rows above the column names, unless there are none or the recipe named the row."""
    if row in (1, named):
        return ()
    above = "row 1 above it was" if row == 2 else f"the {row - 1} rows above it were"
    return (f"The column names are in row {row}; {above} left out.",)

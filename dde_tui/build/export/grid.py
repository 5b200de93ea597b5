"""The raw export: a grid of text with the row numbers a spreadsheet shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dde_tui.build.export.header_row import header_row, titles_above

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Grid:
    """Every cell as text, the header among them.

    Attributes:
        frame: one column a field; the index is the row number, the header's being 1.
        numbers: of each column, from 0, the rows whose cell a workbook holds as a plain number.
        notes: what the contact should know about the reading.
    """

    frame: "DataFrame"
    numbers: Mapping[int, Collection[int]] = field(default_factory=dict)
    notes: tuple[str, ...] = field(default=())


def from_header(grid: Grid, columns: Collection[str], named: int) -> Grid:
    """Return the grid from its header on: the row that the recipe names, or that has most of the columns."""
    rows = zip(grid.frame.index.tolist(), grid.frame.to_numpy().tolist(), strict=True)
    row = min(named, len(grid.frame)) or header_row(rows, columns) or 1
    return Grid(grid.frame.loc[row:], grid.numbers, (*grid.notes, *titles_above(row, named)))


def rows_named(rows: list[int], most: int = 10) -> str:
    """Return "Row 5" or "Rows 5, 9 and 12", with a count in place of those beyond `most`."""
    shown = [str(row) for row in rows[:most]]
    if len(rows) > most:
        return f"Rows {', '.join(shown)} and {len(rows) - most:,} more"
    if len(rows) == 1:
        return f"Row {shown[0]}"
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"

"""Reads a sheet of an XLSX workbook into a grid of text.

It uses openpyxl directly, because only a cell's number format still has the leading zeros.
"""

from array import array
from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from checks.errors import SourceError
from checks.visible import visible
from dde_tui.build.export.grid import Grid
from dde_tui.build.export.workbook_file import (
    DAMAGED_WORKBOOK,
    Cell,
    TooLargeError,
    WorkbookFile,
    opened_workbook,
)
from dde_tui.errors import SettingsError

_MOST_BLANK_ROWS = 10_000
"""Blank rows after which a sheet counts as over: formatted or deleted rows may go on to the millionth."""
_MOST_COLUMNS = 1_000
_MOST_CELLS = 1_000_000
"""Maximum rows times columns: enough for 50,000 children with 20 columns."""
_MOST_TEXT = 64_000_000
"""Maximum characters of all cells: a single long text may stand in each of them."""
_LONGEST_FORMAT = 32


def read_workbook(data: bytes, name: str, sheet: str = "") -> Grid:
    """Read the named sheet, or the first; a formula gives the value Excel last computed.

    Raises:
        SourceError: it is not an XLSX workbook, or the sheet is empty or too large.
        SettingsError: it has no sheet of this name.
    """
    cells = _Cells()
    try:
        with opened_workbook(data) as book:
            cells.read(book, _chosen(book, name, sheet))
    except TooLargeError as error:
        raise SourceError(
            f"{visible(name)} is too large to be read as a workbook.",
            meaning="Nothing was built.",
            to_do="Delete blank rows and columns around the table, or save it as CSV.",
        ) from error
    except DAMAGED_WORKBOOK as error:
        raise SourceError(
            f"{visible(name)} is not a readable workbook.",
            meaning="Nothing was built.",
            to_do="Open it in the spreadsheet program and save it as .xlsx or CSV.",
        ) from error
    if not cells.rows:
        raise SourceError(
            f"{visible(name)} is empty.", meaning="Nothing was built.", to_do="Export it again."
        )
    return cells.grid(name)


def _chosen(book: WorkbookFile, name: str, sheet: str) -> str:
    if sheet and sheet not in book.sheets:
        raise SettingsError(
            f"{visible(name)} has no sheet with the name that the recipe gives as sheet.",
            meaning="Nothing was built.",
            to_do=f"Correct the name: the workbook has {len(book.sheets)} "
            f"{'sheet' if len(book.sheets) == 1 else 'sheets'}.",
        )
    return sheet or book.sheets[0]


class _Cells:
    """The texts of a sheet's cells, row by row, up to its last row with a value."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._numbers: defaultdict[int, array[int]] = defaultdict(lambda: array("L"))
        self._width = 0
        self._text = 0
        self._stopped_at = 0

    def read(self, book: WorkbookFile, sheet: str) -> None:
        last = 0
        for number, cells in book.rows(sheet):
            if number <= last:
                raise ValueError(number)
            last = number
            if number - len(self.rows) > _MOST_BLANK_ROWS:
                self._stopped_at = len(self.rows)
                return
            self._add(number, cells)

    def _add(self, number: int, cells: list[Cell]) -> None:
        row: list[str] = []
        for cell in cells:
            text = cell_text(cell.value, cell.number_format)
            if not text:
                continue
            if cell.column <= len(row):
                raise ValueError(cell.column)
            self._width = max(self._width, cell.column)
            self._text += len(text)
            if self._width > _MOST_COLUMNS or self._text > _MOST_TEXT:
                raise TooLargeError
            row += [""] * (cell.column - 1 - len(row))
            row.append(text)
            if _is_number(cell):
                self._numbers[cell.column - 1].append(number)
        if row:
            self.rows += [[] for _ in range(number - 1 - len(self.rows))]
            self.rows.append(row)
            if number * self._width > _MOST_CELLS:
                raise TooLargeError

    def grid(self, name: str) -> Grid:
        import pandas as pd

        for row in self.rows:
            row.extend([""] * (self._width - len(row)))
        frame = pd.DataFrame(self.rows, dtype=str)
        frame.index += 1
        stopped = (
            f"{visible(name)} was read up to row {self._stopped_at:,}, because over "
            f"{_MOST_BLANK_ROWS:,} blank rows follow."
        )
        return Grid(frame, dict(self._numbers), (stopped,) if self._stopped_at else ())


def cell_text(value: Any, number_format: str = "General") -> str:
    """Return a cell's value as the text you would type.

    A date becomes YYYY-MM-DD, `7215.0` becomes `7215`, and a number shown with leading zeros keeps them.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case int() | float():
            text = str(int(value)) if float(value).is_integer() else repr(value)
            return text.zfill(len(number_format)) if _is_zeros(number_format) else text
        case _:
            return str(value)


def _is_number(cell: Cell) -> bool:
    return type(cell.value) in {int, float} and not _is_zeros(cell.number_format)


def _is_zeros(number_format: str) -> bool:
    return 1 < len(number_format) <= _LONGEST_FORMAT and set(number_format) == {"0"}

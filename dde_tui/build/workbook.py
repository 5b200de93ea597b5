"""Reads a sheet of an XLSX workbook into a grid of text.

It uses openpyxl directly, because only a cell's number format still has the leading zeros.
"""

import io
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

from checks.errors import SourceError
from checks.visible import visible
from dde_tui.build.grid import Grid
from dde_tui.errors import SettingsError


def read_workbook(data: bytes, name: str, sheet: str = "") -> Grid:
    """Read the named sheet, or the first; a formula gives the value Excel last computed.

    Raises:
        SourceError: it is not an XLSX workbook, or the sheet is empty.
        SettingsError: it has no sheet of this name.
    """
    import openpyxl
    import pandas as pd
    from openpyxl.utils.exceptions import InvalidFileException

    numbers: set[tuple[int, int]] = set()
    rows: list[list[str]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which hold no values
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            names = [worksheet.title for worksheet in book.worksheets]
            if sheet and sheet not in names:
                raise SettingsError(
                    f"{visible(name)} has no sheet with the name that the recipe gives as sheet.",
                    meaning="Nothing was built.",
                    to_do=f"Correct the name: the workbook has {len(names)} "
                    f"{'sheet' if len(names) == 1 else 'sheets'}.",
                )
            for row, cells in enumerate(book[sheet or names[0]].iter_rows(), 1):
                rows.append([cell_text(cell.value, cell.number_format or "") for cell in cells])
                numbers.update((row, column) for column, cell in enumerate(cells) if _is_number(cell))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError) as error:
        raise SourceError(
            f"{visible(name)} is not a readable workbook.",
            meaning="Nothing was built.",
            to_do="Open it in the spreadsheet program and save it as .xlsx or CSV.",
        ) from error
    if not any(any(row) for row in rows):
        raise SourceError(
            f"{visible(name)} is empty.", meaning="Nothing was built.", to_do="Export it again."
        )
    width = max(map(len, rows))
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=str)
    frame.index += 1
    return Grid(frame, frozenset(numbers))


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


def _is_number(cell: Any) -> bool:
    return type(cell.value) in {int, float} and not _is_zeros(cell.number_format or "")


def _is_zeros(number_format: str) -> bool:
    return len(number_format) > 1 and set(number_format) == {"0"}

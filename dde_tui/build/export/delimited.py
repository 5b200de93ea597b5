"""Reads a CSV export into a grid, every value as text.

Nothing is parsed as a number, a date or a missing value: `007`, `NA` and `1E5` stay what they are.
"""

import io
import re
from collections.abc import Collection
from itertools import islice

from checks.errors import SourceError
from checks.input.layouts.non_data_lines import SEPARATORS_OF_FILES, is_total
from checks.visible import visible
from dde_tui.build.export.grid import Grid, rows_named
from dde_tui.build.export.header_row import header_row, titles_above

_LINE_END = re.compile(r"\r\n|\r|\n")
_END_SIGN = "\x1a"
"""Ctrl-Z, which MS-DOS programs write at the end of a file."""
_MOST_ROWS = 500_000
_MOST_COLUMNS = 1_000
_MOST_VALUES = 5_000_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_delimited(data: bytes, name: str, columns: Collection[str] = (), header: int = 0) -> Grid:
    """Read text separated by commas, semicolons, tabs or vertical bars, from its header on.

    Args:
        data: the file's bytes, UTF-8 or else Windows-1252.
        name: the file's name, for messages.
        columns: the names by which the header is known below report titles.
        header: the header's line, where the recipe names it.

    Raises:
        SourceError: it is empty, not text, or its rows are not all as long as its header.
    """
    import pandas as pd

    text, notes = _text(data, name)
    if not text.strip():
        raise SourceError(
            f"{visible(name)} is empty.", meaning="Nothing was built.", to_do="Export it again."
        )
    text = text.rstrip(f"\r\n{_END_SIGN}")
    line, begin, separator = _header(text, columns, header)
    text = text[begin:]
    names = _LINE_END.split(text, maxsplit=1)[0]
    rows, values = max(text.count("\n"), text.count("\r")), text.count(separator)
    if rows > _MOST_ROWS or values > _MOST_VALUES or names.count(separator) > _MOST_COLUMNS:
        raise SourceError(
            f"{visible(name)} has more than {_MOST_ROWS:,} rows, {_MOST_COLUMNS:,} columns or "
            f"{_MOST_VALUES:,} values.",
            meaning="No export of one row a child is so large; nothing was built.",
            to_do="Export fewer columns, and delete blank rows.",
        )
    try:
        frame = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            engine="python",  # tells a missing field from a blank one
        )
    except pd.errors.ParserError as error:
        raise SourceError(
            f"{visible(name)} is not a table{_where(error)}.",
            meaning="A value with a comma or a quote in it is not in quotes; nothing was built.",
            to_do="Have the export put quotes around its values.",
        ) from error
    frame.index += line
    missing = frame.isna()
    short = [
        row
        for row in frame.index[missing.any(axis=1) & ~missing.all(axis=1)].tolist()
        if not is_total(frame.loc[row].dropna().tolist(), len(frame.columns))
    ]
    if short:
        raise SourceError(
            f"{visible(name)} has fewer fields than its header: {rows_named(short)}.",
            meaning="A value may hold a line break without quotes around it; nothing was built.",
            to_do="Have the export put quotes around its values.",
        )
    return Grid(frame.fillna(""), notes=(*notes, *titles_above(line, header)))


def _header(text: str, columns: Collection[str], named: int) -> tuple[int, int, str]:
    """Return the header's line, where in the text it begins, and what separates its columns."""
    begins = [0, *(match.end() for match in islice(_LINE_END.finditer(text), max(named, 20)))]
    lines = [_LINE_END.split(text[begin:], maxsplit=1)[0] for begin in begins]
    cells = [(row, re.split(r"[,;\t|]", line.replace('"', ""))) for row, line in enumerate(lines, 1)]
    row = min(named, len(lines)) or header_row(cells, columns) or 1
    return row, begins[row - 1], max(SEPARATORS_OF_FILES, key=lines[row - 1].count)


def _where(error: Exception) -> str:
    """Return the line that an error of the parser names; what else it says may quote a row."""
    line = re.search(r"\bline ([0-9]+)", str(error))
    return f", as line {line[1]} shows" if line else ""


def _text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return _no_nul(data.decode(encoding), name), ()
    except UnicodeDecodeError:
        pass
    try:
        text = _no_nul(data.decode("cp1252"), name)
    except UnicodeDecodeError as error:
        raise _no_text(name) from error
    return text, (f"{visible(name)} is not UTF-8; it was read as Windows-1252. Check names with accents.",)


def _no_nul(text: str, name: str) -> str:
    if "\0" in text:
        raise _no_text(name)
    return text


def _no_text(name: str) -> SourceError:
    return SourceError(
        f"{visible(name)} is not a text file.",
        meaning="Nothing was built.",
        to_do="Export it as CSV in UTF-8, or as an XLSX workbook.",
    )

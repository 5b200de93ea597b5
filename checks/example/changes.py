"""Declarative changes to a roster, for the bad samples of rules and the sample district's mistakes."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat

Row = dict[str, str]
Rows = dict[str, list[Row]]
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Cell:
    """Set the value of one cell; `line` is the physical line, with the header as line 1."""

    file: str
    line: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class AddRow:
    """Append a copy of the row at line `like` with other values."""

    file: str
    like: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DropRow:
    """Remove a row."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Append a column with these values from the first row on, then blanks."""

    file: str
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameFile:
    """Rename a file; an empty name removes it."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class CopyFile:
    """Copy a file to another name, such as one inside a folder."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """Replace `old`, which must occur once in the file: for errors a table can't represent."""

    file: str
    old: bytes
    new: bytes


Change = Cell | AddRow | DropRow | AddColumn | RenameFile | CopyFile | Bytes


def as_files(rows: Mapping[str, list[Row]], headers: Mapping[str, list[str]] | None = None) -> Files:
    """Write each table as CSV bytes (UTF-8, LF, quotes only where needed).

    Args:
        rows: file name to rows; every row of a file has the same columns.
        headers: the columns of each file; by default those of its first row.
    """
    headers = headers or {name: list(table[0]) for name, table in rows.items()}
    files: Files = {}
    for name, table in rows.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, headers[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
        files[name] = text.getvalue().encode()
    return files


def changed(rows: Mapping[str, list[Row]], changes: Iterable[Change]) -> Files:
    """Return the files of a roster after the changes; the roster itself is not modified.

    Changes to rows come first, in order (put DropRow last to keep line numbers valid); changes to bytes and
    names follow.
    """
    tables: Rows = {name: [dict(row) for row in table] for name, table in rows.items()}
    headers = {name: list(table[0]) for name, table in rows.items()}
    changes = list(changes)
    for change in changes:
        _change_rows(tables, headers, change)
    files = as_files(tables, headers)
    for change in changes:
        _change_files(files, change)
    return files


def _change_rows(tables: Rows, headers: dict[str, list[str]], change: Change) -> None:
    match change:
        case Cell(file, line, column, value):
            tables[file][line - 2][column] = value
        case AddRow(file, like, values):
            tables[file].append({**tables[file][like - 2], **values})
        case DropRow(file, line):
            del tables[file][line - 2]
        case AddColumn(file, column, values):
            headers[file].append(column)
            for row, value in zip(tables[file], chain(values, repeat("")), strict=False):
                row[column] = value
        case _:
            pass


def _change_files(files: Files, change: Change) -> None:
    match change:
        case Bytes(file, old, new):
            if files[file].count(old) != 1:
                raise ValueError(f"{old!r} occurs {files[file].count(old)} times in {file}")
            files[file] = files[file].replace(old, new)
        case RenameFile(file, name):
            content = files.pop(file)
            if name:
                files[name] = content
        case CopyFile(file, name):
            files[name] = files[file]
        case _:
            pass

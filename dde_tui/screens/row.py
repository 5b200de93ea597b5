"""One row of a checked file as it stands, read anew for the reader who asks for it."""

from dataclasses import dataclass
from pathlib import Path

from checks.errors import SourceError
from checks.profile import FileSpec
from checks.reading import match_header
from checks.records import split_record
from checks.source import open_file_set
from checks.structure import read_structure

_MOST_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A column's name in the file, and the value; None where the row holds no such field."""

    column: str
    value: str | None
    is_meant: bool = False


def read_row(path: Path, spec: FileSpec, line: int, column: str | None) -> tuple[Cell, ...]:
    """Return the cells of a row near the column, its first cell before them.

    A row that cannot be taken apart is one cell without a column's name: the line as it stands.

    Raises:
        SourceError: the file or the line is no longer there.
    """
    file = next((file for file in open_file_set(path).files if file.name.lower() == spec.name.lower()), None)
    if file is None:
        raise SourceError(f"{spec.name} is no longer there.", to_do="Check the files again.")
    structure = read_structure(file.read())
    record = structure.text.data.split(b"\n", line)[line - 1 : line]
    if not record:
        raise SourceError(f"{spec.name} has no line {line:,} any more.", to_do="Check the files again.")
    at = int(structure.lines.searchsorted(line))
    if at < len(structure.lines) and structure.lines[at] == line:
        record = [structure.text.data[structure.starts[at] : structure.ends[at]]]
    values = split_record(record[0], structure.delimiter)
    if line == 1 or values is None or len(values) != len(structure.header):
        return (Cell("", record[0].decode("utf-8", "replace"), is_meant=True),)
    meant = match_header(structure.header, spec).places.get(column or "", 0)
    near = range(max(meant - _MOST_BEHIND, 0), min(meant + _MOST_BEHIND + 1, len(values)))
    return tuple(
        Cell(structure.header[place], values[place], is_meant=place == meant) for place in sorted({0, *near})
    )

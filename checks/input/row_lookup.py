"""Look up rows in a file of a checked set: a row with its context, or the rows with a certain value."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.errors import SourceError
from checks.input.decoding import DecodedText, plain_lines
from checks.input.header import Header, match_header
from checks.input.record import split_record
from checks.input.rows import Rows
from checks.input.source import FileSet, SourceFile, open_file_set
from checks.job import UNWATCHED, Job
from checks.profile.model import FileSpec

_PIECE = 1 << 20
_AROUND = 2
"""Lines shown before and after a row."""
_LONGEST_RECORD = 200
"""Maximum number of lines one row may span."""
_MOST_LOOKED_AT = 50_000
"""Maximum number of lines with a value that are parsed to find its column."""


@dataclass(frozen=True, slots=True)
class Row:
    """A raw row of the file."""

    line: int
    values: tuple[str, ...]
    """One value per field of the header; empty if the row can't be parsed."""
    text: str
    """Its raw line or lines."""
    around: tuple[tuple[int, str], ...]
    """Physical lines with their numbers, from before to after the row."""


class RowLookup:
    """A file of the set, read again on each request; it may have changed since the check."""

    def __init__(self, path: Path, spec: FileSpec, job: Job[Any] = UNWATCHED) -> None:
        """Read the header.

        Raises:
            SourceError: the set or the file is gone.
        """
        self.spec = spec
        self._job = job
        found = in_set(open_file_set(path), spec.name)
        if found is None:
            raise SourceError(f"{spec.name} is not in the set.", to_do="Check the files again.")
        self._file = found
        with closing(found.chunks(_PIECE)) as pieces:
            structure = Rows(pieces, spec=spec).structure
        self.delimiter = structure.delimiter
        self.names = tuple(structure.header)
        """The raw fields of the header."""
        self.header_line = structure.header_line
        self.header: Header = match_header(structure.header, spec)

    def row(self, line: int) -> Row:
        """Return the row that begins on a physical line.

        Raises:
            SourceError: the file no longer has that line.
            CancelledError: the user canceled.
        """
        near = self._lines(range(max(line - _AROUND, 1), line + _LONGEST_RECORD + 1))
        if line not in near:
            raise SourceError(
                f"{self.spec.name} no longer has line {line:,}.", to_do="Check the files again."
            )
        values, last = self._values(near, line)
        shown = [number for number in near if line - _AROUND <= number <= last + _AROUND]
        return Row(
            line,
            values,
            _text(b"\n".join(near[number] for number in range(line, last + 1))),
            tuple((number, _text(near[number])) for number in shown),
        )

    def rows(self, lines: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return the fields of the rows that begin on these lines; only the first line of a multi-line row.

        Raises:
            CancelledError: the user canceled.
        """
        found = self._lines(set(lines))
        return {
            line: tuple(split_record(text, self.delimiter) or (_text(text),)) for line, text in found.items()
        }

    def lines_with(self, column: str, value: str, limit: int) -> tuple[list[int], bool]:
        """Return the first lines whose cell is or lists a value, and whether all lines were searched.

        Raises:
            CancelledError: the user canceled.
        """
        place, is_list = self.header.places.get(column), self.spec.column(column).list
        found: list[int] = []
        holding = self._lines_that_hold(value.strip().replace('"', '""').encode())
        for looked_at, (number, line) in enumerate(holding):
            if place is None or len(found) == limit or looked_at == _MOST_LOOKED_AT:
                return found, False
            values = split_record(line, self.delimiter)
            cell = values[place].strip() if values and place < len(values) else ""
            if cell == value.strip() or (
                is_list and value.strip() in (part.strip() for part in cell.split(","))
            ):
                found.append(number)
        return found, place is not None

    def _values(self, near: dict[int, bytes], line: int) -> tuple[tuple[str, ...], int]:
        """Return the fields of the row that begins on a line, and its last line."""
        text = near[line]
        for last in range(line, max(near) + 1):
            text = near[line] if last == line else text + b"\n" + near[last]
            values = split_record(text, self.delimiter)
            if values is not None:
                return (tuple(values), last) if len(values) == len(self.names) else ((), line)
        return (), line

    def _lines(self, wanted: Iterable[int]) -> dict[int, bytes]:
        """Return physical lines by number; stops reading after the last one wanted."""
        left = deque(sorted(wanted))
        found: dict[int, bytes] = {}
        number = 1
        for block in self._blocks() if left else ():
            behind = number + block.count(b"\n")
            lines = block.split(b"\n") if left[0] < behind else []
            while left and left[0] < behind:
                at = left.popleft()
                found[at] = lines[at - number]
            number = behind
            if not left:
                break
        return found

    def _lines_that_hold(self, wanted: bytes) -> Iterator[tuple[int, bytes]]:
        number = 1
        for block in self._blocks():
            counted = 0
            at = block.find(wanted)
            while at >= 0:
                begin = block.rfind(b"\n", 0, at) + 1
                end = block.index(b"\n", at)
                number += block.count(b"\n", counted, begin)
                counted = begin
                if number > self.header_line:
                    yield number, block[begin:end]
                at = block.find(wanted, end)
            number += block.count(b"\n", counted)

    def _blocks(self) -> Iterator[bytes]:
        with closing(self._file.chunks(_PIECE)) as pieces:
            for block in plain_lines(pieces, DecodedText()):
                self._job.stop_if_cancelled("Reading was stopped.")
                yield block


def in_set(source: FileSet, name: str) -> SourceFile | None:
    """Return the file with this name, in any letter case or folder of the zip, or None."""
    alike = (file for file in source.files if file.name.lower() == name.lower())
    return min(alike, key=lambda file: (file.name != name, file.folder.count("/"), file.folder), default=None)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")

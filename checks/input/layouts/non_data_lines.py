"""Lines that are no rows: those above the column names, the names again, totals, commas alone, an end sign.

Programs write them around a table. Each is told as what it is, and its cells are no values: a total is
nobody's name. The lines are found by vectorized looks at their first bytes; only the few suspects are read in
Python.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from checks.input.lines import Lines
from checks.input.record import split_record
from checks.suggest import letters

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]

ABOVE, AGAIN, TOTAL, SEPARATORS, END_SIGN = "above", "header-again", "total", "separators", "end-sign"
NON_DATA = (AGAIN, TOTAL, SEPARATORS, END_SIGN)
"""The kinds that may stand below the header."""
SEPARATORS_OF_FILES = ",;\t|"

_DEEPEST = 20
"""Lines that are searched for the column names."""
_LONGEST_SEPARATORS = 400
_LONGEST_TOTAL = 80
"""Maximum bytes of a total that stands alone on its line."""
_MARK, _SIGN, _QUOTE = 0xEF, 0x1A, 34
_LOWER, _LOWER_FOUR = 0x20, 0x20202020
_COMPARED = 4
"""Letters at the beginning of a line that are compared at once."""
_UTF8_MARK = b"\xef\xbb\xbf"
_BLANKS = b" \t\x0b\x0c\r"

_TOTAL = re.compile(
    r"(grand |sub-?\s?)?totals?\b"
    r"|(record|row|student|teacher|user|enrollment|line)s?\s+(count|total|exported|written)\b"
    r"|(count|number) of (record|row|student|teacher|user|enrollment|line)s\b"
    r"|\(?\d[\d,.]* (row|record|student|teacher|user|enrollment|line)s?\b"
    r"|end of (report|file|data|export)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d.,%() ]+")
_TOTAL_STARTS = tuple(
    word.encode()
    for word in (
        *("total", "grand total", "sub total", "sub-total", "subtotal", "count of", "number of", "end of "),
        *(
            f"{thing}{end}"
            for thing in ("record", "row", "student", "teacher", "user", "enrollment", "line")
            for end in (" ", "s ")
        ),
    )
)
"""How the first cell of a total begins, in lower case."""


def header_begin(block: bytes, begin: int, columns: Sequence[str]) -> int:
    """Return where in a block the line with the column names begins: one of the first lines from `begin` on.

    It has at least half of its names, and at least two, from the columns of the file. Where no line has, the
    first line is taken, as in a file whose names are all strange.
    """
    known = {letters(column) for column in columns}
    at = begin
    for _ in range(_DEEPEST if known else 0):
        end = block.find(b"\n", at)
        if end < 0:
            break
        if _has_names(block[at:end], known):
            return at
        at = end + 1
    return begin


def _has_names(line: bytes, known: set[str]) -> bool:
    text = line.decode().lstrip("\ufeff")
    names = [letters(name) for name in re.split(r'[,;\t|"]+', text) if name.strip()]
    found = len(known.intersection(names))
    return found > 1 and found * 2 >= len(names) and found * 4 >= len(known)


def lines_of(signs: "npt.NDArray[np.uint8]", lines: Lines, rows: "Offsets", allowed: bytes) -> "Offsets":
    """Return those of the lines that consist of the allowed bytes alone."""
    import numpy as np

    is_allowed = np.zeros(256, bool)
    is_allowed[list(allowed)] = True
    found = []
    place = 0
    while len(rows):
        ended = lines.starts[rows] + place == lines.ends[rows]
        found.append(rows[ended])
        rows = rows[~ended]
        rows = rows[is_allowed[signs[lines.starts[rows] + place]]]
        place += 1
    whole: Offsets = np.concatenate(found) if found else rows
    return whole if len(found) < 2 else np.sort(whole)


def is_total(cells: Sequence[str], width: int) -> bool:
    """Return whether a row is a total: its words, at most two numbers, and else blank cells.

    `width` is the number of columns.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled) > 3 or len(filled) * 2 > max(width, 2):
        return False
    return bool(_TOTAL.match(filled[0])) and all(map(_NUMBER.fullmatch, filled[1:]))


def is_header_again(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Return whether at least half of a row's cells, and two of them, are the names of their columns."""
    same = sum(
        bool(letters(cell)) and letters(cell) == letters(name)
        for cell, name in zip(cells, header, strict=False)
    )
    return same > 1 and same * 2 >= sum(map(bool, cells))


class NonDataLines:
    """Finds the lines of one block that are no rows."""

    def __init__(self, block: bytes, lines: Lines, delimiter: str, header: Sequence[str]) -> None:
        import numpy as np

        self._block = block
        self._signs = np.frombuffer(block, np.uint8)
        self._lines = lines
        self._delimiter = delimiter
        self._header = header

    def find(self) -> "dict[str, Offsets]":
        """Return the lines of each kind in `NON_DATA`, by their numbers from 0."""
        named, totals = self._by_first_letters()
        return {
            AGAIN: named,
            TOTAL: totals,
            SEPARATORS: self._separators(),
            END_SIGN: self._end_signs(),
        }

    def _separators(self) -> "Offsets":
        """Find lines of separators alone; a blank or a pair of quotes may stand between them."""
        import numpy as np

        lines = self._lines
        length = lines.ends - lines.starts
        rows = np.flatnonzero((length < 3 * lines.fields) & (lines.fields > 1))
        rows = rows[length[rows] < _LONGEST_SEPARATORS]
        return lines_of(self._signs, lines, rows, _BLANKS + b'"' + self._delimiter.encode())

    def _end_signs(self) -> "Offsets":
        """Find lines that hold the end-of-file sign of MS-DOS (Ctrl-Z) alone."""
        return lines_of(self._signs, self._lines, self._lines.control, bytes((_SIGN,)) + _BLANKS)

    def _by_first_letters(self) -> "tuple[Offsets, Offsets]":
        """Find the header again, and totals: few lines begin as these do."""
        import numpy as np

        lines, signs = self._lines, self._signs
        first = signs[lines.starts]
        begins = lines.starts + (first == _QUOTE)
        suspects = self._alike(begins, (*_TOTAL_STARTS, *self._header_starts()))
        marked = np.flatnonzero(first == _MARK).tolist()
        again = {row for row in (*suspects, *marked) if is_header_again(self._fields(row), self._header)}
        alone = np.flatnonzero(lines.fields <= min(2, len(self._header) - 1))
        alone = alone[lines.ends[alone] - lines.starts[alone] < _LONGEST_TOTAL]
        counts = alone[np.isin(signs[begins[alone]], np.frombuffer(b"(0123456789", np.uint8))].tolist()
        width = len(self._header)
        totals = {
            row for row in (*suspects, *counts) if row not in again and is_total(self._fields(row), width)
        }
        return np.array(sorted(again), np.int64), np.array(sorted(totals), np.int64)

    def _header_starts(self) -> Iterator[bytes]:
        """Yield how the header begins, its first quote left out, with or without quotes."""
        names = [name.strip().encode().lower() for name in self._header[:2]]
        for between in (self._delimiter, f'"{self._delimiter}"'):
            start = between.encode().join(names)
            if len(names) > 1 and len(start) >= _COMPARED:
                yield start

    def _alike(self, begins: "Offsets", words: Iterable[bytes]) -> list[int]:
        """Return the lines that begin with one of the words, in any letter case.

        Four letters of each line are compared as one number: nearly all lines are done with that.
        """
        import numpy as np

        if len(self._block) < _COMPARED:
            return []
        fours = np.ndarray((len(self._block) - _COMPARED + 1,), "<u4", self._block, strides=(1,))
        keys = fours[np.minimum(begins, len(fours) - 1)] | _LOWER_FOUR
        found: set[int] = set()
        for word in words:
            start = int.from_bytes(word[:_COMPARED], "little") | _LOWER_FOUR
            rows = np.flatnonzero(keys == start)
            for place in range(_COMPARED, len(word)):
                if not len(rows):
                    break
                letters_there = self._signs.take(begins[rows] + place, mode="clip")
                rows = rows[(letters_there | _LOWER) == word[place] | _LOWER]
            found.update(rows.tolist())
        return sorted(found)

    def _fields(self, row: int) -> list[str]:
        line = self._block[self._lines.starts[row] : self._lines.ends[row]].removeprefix(_UTF8_MARK)
        return split_record(line, self._delimiter) or []

    def _is_header(self, row: int) -> bool:
        return is_header_again(self._fields(row), self._header)

"""The byte pass: decides what a row is and on which line it begins, before any CSV reader sees a byte.

CSV readers pad short rows, drop blank lines, shift columns or swallow the rest of a file after an
unclosed quote, each silently. So rows are found here, from the bytes alone, and only rows that are
sound go on to be read as values. Quotes are counted over whole chunks with numpy; single lines are
looked at one by one only where a quote is left open.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.errors import CancelledError
from checks.records import split_record
from checks.transcode import Text, as_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]

_CHUNK = 1 << 19
"""Bytes looked at in one go: small enough that all the comparisons stay in the processor's cache."""
_LONGEST_RECORD = 200
"""Lines that one quoted field may span before its quote is taken for unclosed."""

_QUOTE, _NEWLINE, _TAB, _SPACE, _DELETE = 34, 10, 9, 32, 127


@dataclass(slots=True)
class Structure:
    """A file as rows: the sound ones by offset and line, the others by what is wrong with them."""

    text: Text
    header: list[str]
    """The header's fields as they stand; empty when the file has no text."""
    delimiter: str
    starts: "Offsets"
    ends: "Offsets"
    """Byte offsets of each sound record in `text.data`, the line end excluded."""
    lines: "Offsets"
    """The physical line on which each sound record begins."""
    faults: dict[str, list[int]] = field(default_factory=dict)
    """Lines by kind of fault: fields, quote, line-break, blank, control."""
    damaged_keys: set[str] = field(default_factory=set)
    """First fields of rows that are not sound, so that nobody calls a reference to them broken."""
    rows: int = 0
    """All records with content, sound or not."""

    def batches(self, rows: int) -> Iterator[tuple[bytes, "Offsets"]]:
        """Yield the bytes of up to `rows` sound records at a time, with their lines."""
        import numpy as np

        for first in range(0, len(self.starts), rows):
            starts, ends = self.starts[first : first + rows], self.ends[first : first + rows]
            gaps = np.flatnonzero(starts[1:] != ends[:-1] + 1) + 1
            firsts, lasts = np.r_[0, gaps], np.r_[gaps, len(starts)] - 1
            spans = zip(starts[firsts].tolist(), (ends[lasts] + 1).tolist(), strict=True)
            yield b"".join(self.text.data[a:b] for a, b in spans), self.lines[first : first + rows]


def read_structure(data: bytes, cancelled: Callable[[], bool] | None = None) -> Structure:
    """Find the rows of a CSV file of any encoding and any damage.

    Raises:
        CancelledError: `cancelled()` became true; asked once a chunk.
    """
    import numpy as np

    text = as_text(data)
    body = text.data
    if not body or body.isspace() or text.encoding == "binary":
        none = np.empty(0, np.int64)
        return Structure(text, [], ",", none, none, none)
    leading = re.match(rb"\s*\n", body)
    begin = leading.end() if leading else 0
    header_line = body[begin : body.index(b"\n", begin)]
    delimiter = _delimiter(header_line)
    header = split_record(header_line, delimiter) or header_line.decode().split(delimiter)
    scan = _scan(body, delimiter, cancelled)
    return _Rows(text, header, body.count(b"\n", 0, begin), delimiter, scan).structure()


def _delimiter(header: bytes) -> str:
    return "," if b"," in header else max(",;\t|", key=lambda sign: header.count(sign.encode()))


@dataclass(slots=True)
class _Scan:
    """Facts of every physical line of a file, before any judgement."""

    starts: "Offsets"
    ends: "Offsets"
    fields: "Offsets"
    odd: "Offsets"
    stray: "Offsets"
    control: "Offsets"


def _scan(body: bytes, delimiter: str, cancelled: Callable[[], bool] | None) -> _Scan:
    import numpy as np

    everything = np.frombuffer(body, np.uint8)
    parts: list[tuple[Offsets, ...]] = []
    begin = line = 0
    while begin < len(body):
        if cancelled is not None and cancelled():
            raise CancelledError("The check was stopped.")
        end = body.rfind(b"\n", begin, begin + _CHUNK) + 1
        if end == 0:
            end = body.index(b"\n", begin) + 1
        part = _scan_chunk(everything[begin:end], ord(delimiter))
        parts.append((part[0] + begin, part[1] + begin, part[2], *(array + line for array in part[3:])))
        line += len(part[0])
        begin = end
    return _Scan(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _scan_chunk(signs: "npt.NDArray[np.uint8]", delimiter: int) -> tuple["Offsets", ...]:
    """Return starts, ends, field counts of each line, and which lines are odd, stray, with controls.

    A line is odd when its number of quotes is; stray when a quote stands neither at the edge of a
    field nor doubled. Within a line, a separator after an odd number of quotes belongs to the value.
    Comparisons over the whole chunk are several times quicker here than a table of classes.
    """
    import numpy as np

    newlines = signs == _NEWLINE
    ends = np.flatnonzero(newlines)
    starts = np.r_[0, ends[:-1] + 1]
    separators = signs == delimiter
    quotes = signs == _QUOTE
    odd = stray = np.empty(0, np.int64)
    if quotes.any():
        inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)).view(bool)
        at_end = inside[ends]
        before = np.r_[False, at_end[:-1]]
        odd = np.flatnonzero(at_end ^ before)
        if len(odd):
            inside ^= np.repeat(before, ends + 1 - starts)
        inner = ~(quotes | separators | newlines)
        separators &= ~inside
        stray = np.unique(np.searchsorted(ends, _loose_quotes(quotes, inside, inner)))
    fields = np.add.reduceat(separators.view(np.uint8), starts, dtype=np.int32) + 1
    low = (signs < _SPACE) & ~newlines
    low |= signs == _DELETE
    control = np.flatnonzero(low)
    control = np.unique(np.searchsorted(ends, control[signs[control] != _TAB]))
    return starts, ends, fields, odd, stray, control


def _loose_quotes(
    quotes: "npt.NDArray[np.bool_]", inside: "npt.NDArray[np.bool_]", inner: "npt.NDArray[np.bool_]"
) -> "Offsets":
    """Return where a quote opens after, or closes before, a sign that belongs to a value."""
    import numpy as np

    opening = quotes[1:] & inside[1:] & inner[:-1]
    closing = quotes[:-1] & ~inside[:-1] & inner[1:]
    return np.concatenate((np.flatnonzero(opening) + 1, np.flatnonzero(closing)))


@dataclass(slots=True)
class _Rows:
    """Judges the lines of one scan: sound record, part of one, or what is wrong."""

    text: Text
    header: list[str]
    header_row: int
    """How many blank lines stand before the header."""
    delimiter: str
    scan: _Scan

    def structure(self) -> Structure:
        import numpy as np

        scan, width = self.scan, len(self.header)
        sound = np.ones(len(scan.starts), bool)
        sound[: self.header_row + 1] = False
        ends = scan.ends.copy()
        consumed, unclosed, broken = self._open_quotes(ends)
        blank = np.setdiff1d(self._blank(), consumed)
        for part in (blank, consumed, unclosed, broken, scan.stray):
            sound[part] = False
        quote = np.setdiff1d(np.union1d(unclosed, scan.stray), np.union1d(consumed, broken))
        quote = quote[quote > self.header_row]
        wrong = np.flatnonzero(sound & (scan.fields != width))
        sound[wrong] = False
        sound[broken] = True
        kept = np.flatnonzero(sound)
        faults = {
            "fields": wrong,
            "quote": quote,
            "line-break": broken,
            "blank": blank,
            "control": scan.control,
        }
        damaged = np.union1d(wrong, quote)
        return Structure(
            text=self.text,
            header=self.header,
            delimiter=self.delimiter,
            starts=scan.starts[kept],
            ends=ends[kept],
            lines=kept + 1,
            faults={kind: (rows + 1).tolist() for kind, rows in faults.items() if len(rows)},
            damaged_keys={self._first_field(int(row)) for row in damaged},
            rows=len(scan.starts) - 1 - len(blank) - len(consumed),
        )

    def _blank(self) -> "Offsets":
        """Lines without content; the empty end of the file is none."""
        import numpy as np

        scan = self.scan
        short = np.flatnonzero((scan.fields == 1) & (scan.ends - scan.starts < 100))
        rows = [int(row) for row in short if not self._line(int(row)).strip()]
        return np.array(rows, np.int64)

    def _open_quotes(self, ends: "Offsets") -> tuple["Offsets", "Offsets", "Offsets"]:
        """Judge lines with an odd number of quotes: (consumed, unclosed, broken over lines).

        The parity of quotes flips only on odd lines, so a field that was opened on one can only be
        closed on the next of them. Together they must give a sound record; else the quote is taken
        for unclosed, and the next line begins a record of its own.
        """
        import numpy as np

        odd = self.scan.odd.tolist()
        consumed: list[int] = []
        unclosed: list[int] = []
        broken: list[int] = []
        at = 0
        while at < len(odd):
            first = odd[at]
            last = odd[at + 1] if at + 1 < len(odd) else -1
            in_reach = first > self.header_row and 0 < last - first <= _LONGEST_RECORD
            if in_reach and self._is_record(first, last):
                broken.append(first)
                consumed.extend(range(first + 1, last + 1))
                ends[first] = self.scan.ends[last]
                at += 2
            else:
                unclosed.append(first)
                at += 1
        arrays = (np.array(rows, np.int64) for rows in (consumed, unclosed, broken))
        return next(arrays), next(arrays), next(arrays)

    def _is_record(self, first: int, last: int) -> bool:
        whole = self.text.data[self.scan.starts[first] : self.scan.ends[last]]
        fields = split_record(whole, self.delimiter)
        return fields is not None and len(fields) == len(self.header)

    def _line(self, row: int) -> bytes:
        return self.text.data[self.scan.starts[row] : self.scan.ends[row]]

    def _first_field(self, row: int) -> str:
        return self._line(row).split(self.delimiter.encode(), 1)[0].strip().strip(b'"').decode()

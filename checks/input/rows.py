"""The byte pass: find the rows of a file and the lines they begin on, before any CSV parser reads it.

CSV parsers silently pad short rows, drop blank lines, shift columns or swallow the rest of a file after an
unclosed quote. So rows are found here from the bytes, and only undamaged rows are parsed into values. Files
are streamed, so memory use does not depend on their size.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from checks.input.decoding import DecodedText, plain_lines
from checks.input.layouts.blank_surplus import BlankSurplus
from checks.input.layouts.non_data_lines import (
    ABOVE,
    END_SIGN,
    NON_DATA,
    SEPARATORS_OF_FILES,
    NonDataLines,
    header_begin,
    lines_of,
)
from checks.input.layouts.web_page import is_web_page
from checks.input.lines import Lines, look_at_lines
from checks.input.record import split_record
from checks.input.structure import Batch, Block, Structure
from checks.job import UNWATCHED, Job
from checks.profile.model import FileSpec

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]

_LONGEST_RECORD = 200
"""Maximum number of lines a quoted field may span before its quote counts as unclosed."""
HUGE = 1_000_000
"""Size in bytes above which a record is reported, as no roster has such a row."""
_MOST_DAMAGED_KEYS = 200_000
_BLANKS = b" \t\x0b\x0c\r"
_MARK = b"\xef\xbb\xbf"
_SPACED_QUOTE = {
    delimiter: re.compile(rb"%s[ \t]+\"" % re.escape(delimiter.encode())) for delimiter in SEPARATORS_OF_FILES
}
_LONGEST_BLANK = 100
"""Maximum bytes of a line that counts as blank."""


SURPLUS = "surplus"
"""Rows with more fields than the header, of which those at the end are blank."""
_OTHERS = frozenset(("blank", *NON_DATA))


class Rows:
    """The rows of a CSV file, streamed in batches; handles any encoding and damage."""

    def __init__(
        self, pieces: Iterable[bytes], job: Job[Any] = UNWATCHED, spec: FileSpec | None = None
    ) -> None:
        """Read up to the header.

        Args:
            pieces: the file's bytes in pieces of any size; each gives about one batch.
            spec: what the file should be: by it the header is known below other lines, and a blank surplus.
            job: asked once a piece whether it was cancelled; then reading stops with CancelledError.
        """
        self.structure = Structure(DecodedText())
        self._job = job
        self._spec = spec
        self._damaged = 0
        self._blocks = self._with_header(plain_lines(pieces, self.structure.text))
        self._surplus = BlankSurplus(self.structure.header, spec)

    def batches(self, key: int = 0) -> Iterator[Batch]:
        """Yield the undamaged records; `key` is the position of the key field."""
        for judged, line in self._judged(key):
            if len(judged.kept):
                yield judged.batch(line)

    def blocks(self) -> Iterator[Block]:
        """Yield all lines after the header, with the undamaged records and blank lines among them."""
        for judged, line in self._judged(0):
            yield judged.whole(line)

    def _judged(self, key: int) -> Iterator[tuple["_Judged", int]]:
        """Classify each block and record its faults; yield it with the number of lines before it."""
        held = b""
        line = self.structure.header_line
        blocks = self._blocks
        block = next(blocks, None)
        while block is not None:
            self._job.stop_if_cancelled("The check was stopped.")
            block = held + block if held else block
            held = b""
            following = None
            if block:
                lines = look_at_lines(block, self.structure.delimiter)
                self.structure.text.lines = line + len(lines.starts)
            following = next(blocks, None)
            if block:
                judged = _Judged(block, lines, self.structure, self._surplus)
                count = judged.judge(is_last=following is None)
                held = block[lines.starts[count] :] if count < len(lines.starts) else b""
                self._note(judged, line, key)
                yield judged, line
                line += count
            block = following

    def _note(self, judged: "_Judged", line: int, key: int) -> None:
        """Record the block's faults; `line` is the number of lines before the block."""
        structure = self.structure
        for kind, rows in judged.faults.items():
            structure.add_fault(kind, rows + (line + 1))
        structure.add_widths(judged.widths)
        structure.rows += judged.rows
        space = max(0, _MOST_DAMAGED_KEYS - self._damaged)
        damaged = judged.damaged
        self._damaged += len(damaged)
        structure.is_too_damaged |= len(damaged) > space
        structure.damaged_keys.update(judged.field(int(row), key) for row in damaged[:space])

    def _with_header(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Take the header and the blank lines before it off the first blocks."""
        import numpy as np

        structure, before = self.structure, 0
        for block in blocks:
            body = block.lstrip()
            begin = block.rfind(b"\n", 0, len(block) - len(body)) + 1
            before += block.count(b"\n", 0, begin)
            structure.text.lines = before
            if not body:
                structure.top += block
                continue
            structure.is_web_page = is_web_page(body)
            if structure.is_web_page:
                return iter(())
            found = header_begin(block, begin, self._spec.header if self._spec else ())
            before += block.count(b"\n", begin, found)
            structure.add_fault(ABOVE if found > begin else "blank", np.arange(1, before + 1))
            end = block.index(b"\n", found)
            line = block[found:end].removeprefix(_MARK if found > begin else b"")
            structure.top += block[: end + 1]
            structure.header_line = structure.text.lines = before + 1
            structure.delimiter = _delimiter(line)
            structure.header = split_record(line, structure.delimiter) or line.decode().split(
                structure.delimiter
            )
            return _and_then(block[end + 1 :], blocks)
        return iter(())


def _and_then(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _delimiter(header: bytes) -> str:
    if b"," in header:
        return ","
    return max(SEPARATORS_OF_FILES, key=lambda delimiter: header.count(delimiter.encode()))


class _Judged:
    """Classifies the lines of one block: undamaged record, part of one, or a kind of fault."""

    def __init__(self, block: bytes, lines: Lines, structure: Structure, surplus: BlankSurplus) -> None:
        self._block = block
        self._lines = lines
        self._width = len(structure.header)
        self._delimiter = structure.delimiter
        self._non_data = NonDataLines(block, lines, structure.delimiter, structure.header)
        self._of_blanks = surplus
        self.faults: dict[str, Offsets] = {}
        self.rows = 0
        self._count = 0

    def judge(self, *, is_last: bool) -> int:
        """Classify the lines and return how many; a value that may continue in the next block has to wait."""
        import numpy as np

        lines, odd = self._lines, self._lines.odd.tolist()
        self._ends = lines.ends.copy()
        consumed, unclosed, broken, count = self._open_quotes(odd, is_last=is_last)
        sound = np.ones(len(lines.starts), bool)
        stray, control = (each[each < count] for each in (lines.stray, lines.control))
        inside = self._marked(consumed, broken)
        others = {
            kind: rows[(rows < count) & ~inside[rows]]
            for kind, rows in {"blank": self._blank(count), **self._non_data.find()}.items()
        }
        control = control[~self._marked(others[END_SIGN])[control]]
        for part in (*others.values(), consumed, unclosed, broken, stray):
            sound[part] = False
        sound[count:] = False
        quote = np.flatnonzero(self._marked(unclosed, stray) & ~inside & ~self._marked(*others.values()))
        wrong = np.flatnonzero(sound & (lines.fields != self._width))
        sound[wrong] = False
        sound[broken] = True
        self.kept = np.flatnonzero(sound)
        self.damaged = np.flatnonzero(self._marked(wrong, quote))
        huge = self.kept[self._ends[self.kept] - lines.starts[self.kept] > HUGE]
        is_spaced = self._is_spaced(quote)
        surplus = self._blank_surplus(wrong)
        self.widths = np.where(surplus, -lines.fields[wrong], lines.fields[wrong])
        self.surplus = wrong[surplus]
        self.faults = {
            "fields": wrong,
            "quote": quote[~is_spaced],
            "spaced-quote": quote[is_spaced],
            "line-break": broken,
            "control": control,
            "huge": huge,
            **others,
        }
        self.rows = count - len(consumed) - sum(map(len, others.values()))
        self._count = count
        return count

    def _is_spaced(self, quote: "Offsets") -> "npt.NDArray[np.bool_]":
        """Return of each line with a misplaced quote whether a blank stands before one."""
        import numpy as np

        sign = _SPACED_QUOTE[self._delimiter]
        return np.array([bool(sign.search(self._line(row))) for row in quote.tolist()], bool)

    def _blank_surplus(self, wrong: "Offsets") -> "npt.NDArray[np.bool_]":
        """Return of each line with a wrong number of fields whether the surplus is separators at its end."""
        import numpy as np

        surplus = self._lines.fields[wrong] - self._width
        is_blank: npt.NDArray[np.bool_] = (surplus > 0) & (
            np.frombuffer(self._block, np.uint8)[self._ends[wrong] - 1] == ord(self._delimiter)
        )
        for place in np.flatnonzero(is_blank).tolist():
            line, many = self._line(int(wrong[place])), int(surplus[place])
            fields = (
                split_record(line, self._delimiter)
                if line.endswith(self._delimiter.encode() * many)
                else None
            )
            is_blank[place] = fields is not None and self._of_blanks.is_in(fields)
        return is_blank

    def batch(self, line: int) -> Batch:
        """Return the undamaged records; `line` is the number of lines before the block."""
        return Batch(self._data(), self.kept + (line + 1))

    def whole(self, line: int) -> Block:
        """Return the classified lines unchanged; `line` is the number of lines before the block."""
        import numpy as np

        starts = self._lines.starts
        end = int(starts[self._count]) if self._count < len(starts) else len(self._block)
        spans = np.column_stack((starts[self.kept], self._ends[self.kept] + 1))
        ends = self._lines.ends
        others = {
            kind: (np.column_stack((starts[rows], ends[rows] + 1)), rows + (line + 1))
            for kind, rows in self.faults.items()
            if kind in _OTHERS and len(rows)
        }
        if len(rows := self.surplus):
            more = self._lines.fields[rows] - self._width
            others[SURPLUS] = (np.column_stack((ends[rows] - more, ends[rows])), rows + (line + 1))
        return Block(self._block[:end], self.batch(line), spans, others)

    def _data(self) -> bytes:
        import numpy as np

        if not len(self.kept):
            return b""
        starts, ends = self._lines.starts[self.kept], self._ends[self.kept]
        gaps = np.flatnonzero(starts[1:] != ends[:-1] + 1) + 1
        firsts, lasts = np.r_[0, gaps], np.r_[gaps, len(starts)] - 1
        spans = list(zip(starts[firsts].tolist(), (ends[lasts] + 1).tolist(), strict=True))
        if len(spans) == 1:
            return self._block[slice(*spans[0])]
        view = memoryview(self._block)
        return b"".join(view[a:b] for a, b in spans)

    def field(self, row: int, position: int) -> str:
        """Return a field of a damaged row, as well as it can be determined."""
        fields = self._line(row).split(self._delimiter.encode())
        cell = fields[position] if position < len(fields) else fields[0]
        return cell.strip().strip(b'"').decode()

    def _marked(self, *parts: "Offsets") -> "npt.NDArray[np.bool_]":
        """Return for each line whether one of the parts has its number; far quicker than set functions."""
        import numpy as np

        marked = np.zeros(len(self._lines.starts), bool)
        for part in parts:
            marked[part] = True
        return marked

    def _blank(self, count: int) -> "Offsets":
        import numpy as np

        lines = self._lines
        rows = np.flatnonzero((lines.fields == 1) & (lines.ends - lines.starts < _LONGEST_BLANK))
        return lines_of(np.frombuffer(self._block, np.uint8), lines, rows[rows < count], _BLANKS)

    def _open_quotes(self, odd: list[int], *, is_last: bool) -> tuple["Offsets", "Offsets", "Offsets", int]:
        """Classify lines with an odd number of quotes: (consumed, unclosed, broken over lines, lines done).

        The parity of quotes flips only on odd lines, so a field opened on one can only be closed on the next
        of them. Together they must give a valid record; otherwise the quote counts as unclosed, and the next
        line begins a new record.
        """
        import numpy as np

        count = len(self._lines.starts)
        consumed: list[int] = []
        unclosed: list[int] = []
        broken: list[int] = []
        at = 0
        while at < len(odd):
            first = odd[at]
            last = odd[at + 1] if at + 1 < len(odd) else -1
            if last < 0 and not is_last and count - first <= _LONGEST_RECORD:
                count = first
                break
            if 0 < last - first <= _LONGEST_RECORD and self._is_record(first, last):
                broken.append(first)
                consumed.extend(range(first + 1, last + 1))
                self._ends[first] = self._lines.ends[last]
                at += 2
            else:
                unclosed.append(first)
                at += 1
        arrays = (np.array(rows, np.int64) for rows in (consumed, unclosed, broken))
        return next(arrays), next(arrays), next(arrays), count

    def _is_record(self, first: int, last: int) -> bool:
        fields = split_record(
            self._block[self._lines.starts[first] : self._lines.ends[last]], self._delimiter
        )
        return fields is not None and len(fields) == self._width

    def _line(self, row: int) -> bytes:
        return self._block[self._lines.starts[row] : self._lines.ends[row]]

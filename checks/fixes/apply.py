"""The second look: a file as it will be, piece by piece, with a word about every change.

A row that needs no change passes by as bytes. Rows that are damaged stay where they are, as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from checks.fixes.analysis import PIECE
from checks.fixes.declaration import CellFix, Change, Fix
from checks.fixes.file_format import BLANK_LINE, Draft
from checks.fixes.lines import DROPPED, LINE_ABOVE, is_of_a_program
from checks.fixes.raw_fields import header, moved, splitter, with_values
from checks.fixes.values.column_fixes import AppliedFix, ColumnFixer
from checks.input.cells import read_values
from checks.input.layouts.non_data_lines import ABOVE
from checks.input.rows import Rows
from checks.input.structure import Block
from checks.job import Job

if TYPE_CHECKING:
    import polars as pl

Record = Callable[[Change], None]
Values = dict[int, tuple[AppliedFix, ...]]
"""What was done to the values of one row, by their positions."""

DUPLICATE = Fix(
    code="DDE501",
    name="row-twice-dropped",
    sentence="drops a row that equals an earlier one in every value",
)


def fixed(draft: Draft, fixes: tuple[CellFix, ...], record: Record, job: Job[Any]) -> Iterator[bytes]:
    """Yield the bytes of a file as it will be, in pieces.

    Args:
        draft: the file's form as it will be.
        fixes: those of single values.
        record: told every change, in the order of the file.
        job: asked once a piece whether it was cancelled.

    Raises:
        SourceError: the file can't be read, or is not the one any more that was looked at.
        CancelledError: the job was cancelled.
    """
    for change in draft.changes:
        record(change)
    if draft.is_kept:
        yield from draft.read.file.chunks(PIECE)
        return
    end = b""
    for lines in _Fixing(draft, fixes, record).blocks(job):
        if lines:
            yield end + lines[:-1].replace(b"\n", draft.end)
            end = draft.end
    if not draft.read.is_end_open:
        yield end


class _Edit(NamedTuple):
    """Other bytes for some of a block's, and the changes that they mean."""

    begin: int
    end: int
    new: bytes
    changes: tuple[Change, ...] = ()


class _Fixing:
    """One file being fixed."""

    def __init__(self, draft: Draft, fixes: tuple[CellFix, ...], record: Record) -> None:
        import polars as pl

        read = draft.read
        places = read.header.places
        columns = [ColumnFixer(known, places[name], fixes) for name, known in read.known.items()]
        self._draft = draft
        self._file = read.spec.name
        self._record = record
        self._columns = [column for column in columns if column.has_fixes]
        self._old, self._new = read.structure.delimiter.encode(), draft.separator.encode()
        self._split = splitter(self._old)
        self._key = read.key
        self._repeated = read.repeated if read.repeated is not None else pl.Series(dtype=pl.String)
        self._seen: set[bytes] = set()

    def blocks(self, job: Job[Any]) -> Iterator[bytes]:
        """Yield the lines of the file, each ending in LF."""
        rows = Rows(self._draft.read.file.chunks(PIECE), job, self._draft.read.spec)
        yield self._top(rows)
        for block in rows.blocks():
            yield self._fixed(block)

    def _top(self, rows: Rows) -> bytes:
        structure, draft = rows.structure, self._draft
        *above, raw = structure.top.split(b"\n")[:-1]
        fix = BLANK_LINE if not structure.count_of(ABOVE) else LINE_ABOVE
        if draft.drops_blank_lines if fix is BLANK_LINE else all(map(is_of_a_program, above)):
            for line in range(1, len(above) + 1):
                self._record(self._dropped_line(fix, line))
            above = []
        is_same = draft.names == structure.header and self._old == self._new
        return b"\n".join((*above, raw if is_same else header(draft.names, self._new), b""))

    def _fixed(self, block: Block) -> bytes:
        edits = self._rows(block) if len(block.sound.lines) else []
        for kind, (spans, lines) in block.others.items():
            fix = DROPPED.get(kind)
            if fix is not None and (fix is not BLANK_LINE or self._draft.drops_blank_lines):
                edits += [
                    _Edit(begin, end, b"", (self._dropped_line(fix, line),))
                    for (begin, end), line in zip(spans.tolist(), lines.tolist(), strict=True)
                ]
        if block.others:
            edits.sort()
        pieces: list[bytes | memoryview] = []
        data, at = memoryview(block.data), 0
        for edit in edits:
            for change in edit.changes:
                self._record(change)
            pieces += (data[at : edit.begin], edit.new)
            at = edit.end
        return b"".join((*pieces, data[at:])) if pieces else block.data

    def _rows(self, block: Block) -> list[_Edit]:
        """Return the edits of those rows that change."""
        sound, structure = block.sound, self._draft.read.structure
        cells = read_values(sound.data, structure.delimiter, len(structure.header), len(sound.lines))
        values = self._values(cells)
        dropped = self._dropped(cells, values)
        all_change = self._draft.moves_fields
        changing = range(len(sound.lines)) if all_change else sorted({*values, *dropped})
        edits = []
        for row in changing:
            begin, end = block.spans[row].tolist()
            line = int(sound.lines[row])
            if row in dropped:
                edits.append(_Edit(begin, end, b"", (self._dropping(line, dropped[row]),)))
                continue
            steps = values.get(row, {})
            new = self._record_of(block.data[begin : end - 1], steps)
            edits.append(_Edit(begin, end, new, tuple(self._told(line, steps))))
        return edits

    def _values(self, cells: "pl.DataFrame") -> dict[int, Values]:
        """Return by row what is done to its values."""
        import polars as pl

        rows: dict[int, Values] = {}
        looks = pl.collect_all([column.suspects(cells) for column in self._columns])
        for column, suspects in zip(self._columns, looks, strict=True):
            for row, steps in column.fixed(suspects):
                rows.setdefault(row, {})[column.place] = steps
        return rows

    def _dropped(self, cells: "pl.DataFrame", values: Mapping[int, Values]) -> dict[int, str]:
        """Return the rows, and their IDs, of which an equal one came before.

        Only rows with an ID that stands in several are compared, by a hash of all their values.
        """
        import polars as pl

        if self._key is None or self._repeated.is_empty():
            return {}
        place = self._draft.read.header.places[self._key.name]
        zeros = self._draft.read.known[self._key.name].zeros
        key = pl.col(str(place)).str.strip_chars()
        named = cells.select(pl.row_index("row"), key=key.replace(dict(zeros)) if zeros else key)
        alike = named.filter(pl.col("key").is_in(self._repeated.implode()))
        dropped = {}
        for row, id_ in alike.iter_rows():
            fixed = list(cells.row(row))
            for position, steps in values.get(row, {}).items():
                fixed[position] = steps[-1].after
            digest = blake2b(repr(fixed).encode(), digest_size=16).digest()
            if digest in self._seen:
                dropped[row] = id_
            self._seen.add(digest)
        return dropped

    def _record_of(self, raw: bytes, steps: Values) -> bytes:
        fields = self._split(raw)
        with_values(fields, {position: each[-1].after for position, each in steps.items()}, self._old)
        if self._draft.moves_fields:
            fields = moved(fields, self._draft.order, self._new)
        return self._new.join(fields) + b"\n"

    def _told(self, line: int, values: Values) -> Iterator[Change]:
        names = {column.place: column.column.name for column in self._columns}
        for position in sorted(values):
            for step in values[position]:
                fix = step.fix
                yield Change(fix.code, fix.name, self._file, line, names[position], step.before, step.after)

    def _dropping(self, line: int, id_: str) -> Change:
        column = self._key.name if self._key else None
        return Change(DUPLICATE.code, DUPLICATE.name, self._file, line, column, id_)

    def _dropped_line(self, fix: Fix, line: int) -> Change:
        return Change(fix.code, fix.name, self._file, line, None)

"""A sheet written anew: the same lines and signs, other values; and what was hidden on the way."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from checks.pseudonyms.cell_values import CellValues, Made, SheetColumn
from checks.pseudonyms.csv_spans import Piece, Sheet, Span, SpanKind
from checks.pseudonyms.mapping.alphabets import blanked
from checks.pseudonyms.mapping.column_policy import RACES, SEVERAL_RACES, Treatment
from checks.pseudonyms.mapping.leak_search import folded
from checks.pseudonyms.mapping.value_map import ValueMap

Stop = Callable[[], None]
"""Raises CancelledError where a person stopped the work."""

_OFTEN = 5_000
"""Rows after which it is asked."""
_EXEMPT = "\0"
"""Stands, in what is searched for originals, for a word of the standard or a hidden value."""


def note_sound_rows(sheet: Sheet, cells: CellValues, stop: Stop) -> None:
    """Note every different cell of the rows that can be taken apart; `stop` is asked often."""
    cells.note_names(sheet)
    columns = cells.columns(sheet)
    seen: list[set[str]] = [set() for _ in columns]
    for piece in _asking(sheet.pieces if sheet.names else (), stop):
        if piece.kind is SpanKind.RECORD:
            for (begin, end), known in zip(sheet.cells(piece.text), seen, strict=True):
                known.add(piece.text[begin:end])
    for column, values in zip(columns, seen, strict=True):
        for value in values:
            cells.note(sheet, column, value)


def note_other_rows(sheet: Sheet, cells: CellValues, stop: Stop) -> None:
    """Note what stands in all other lines, when the sound ones of all sheets are noted."""
    for piece in _asking(sheet.pieces, stop):
        if _is_apart(sheet, piece):
            for number, (begin, end) in enumerate(sheet.parts(piece.text)):
                cells.note_part(sheet, number, piece.text[begin:end])


def _asking(pieces: Iterable[Piece], stop: Stop) -> Iterator[Piece]:
    """Yield them all, and now and then give a person's wish to stop its chance."""
    for number, piece in enumerate(pieces):
        if number % _OFTEN == 0:
            stop()
        yield piece


def _is_apart(sheet: Sheet, piece: Piece) -> bool:
    """Tell whether nobody knows the columns of a line: it is damaged, or the file has no header."""
    return piece.kind is SpanKind.DAMAGED or (not sheet.names and piece.kind is not SpanKind.BLANK)


class Rewriting:
    """The sheets of one set being written; `searched` gathers what may hold no original."""

    def __init__(
        self,
        cells: CellValues,
        people: ValueMap,
        kept: Mapping[str, set[int]] | None,
        stop: Stop,
        suspects: Collection[int] = (),
    ) -> None:
        """`kept` are the lines of each file that are written, or None for all; `stop` is asked often.

        `suspects` are the places, in what an earlier writing of the same sheets `searched`, of lines with an
        original in them: there the cells are hidden in which it stands.
        """
        self._stop = stop
        self._suspects = suspects
        self.searched: list[str] = []
        self.hidden: dict[tuple[str, str | None], None] = {}
        """File and column of each hidden cell; None where nobody knows the column."""
        self._cells = cells
        self._people = people
        self._rng = people.rng
        self._kept = kept

    def bytes_of(self, sheet: Sheet) -> bytes:
        """Return the bytes of a file with every person's value replaced."""
        return sheet.written(self._pieces(sheet))

    def _pieces(self, sheet: Sheet) -> Iterator[tuple[Piece, str]]:
        columns = self._cells.columns(sheet)
        kept = None if self._kept is None else self._kept.get(sheet.spec.name, set())
        for piece in _asking(sheet.pieces, self._stop):
            if kept is not None and piece.kind is not SpanKind.HEADER and piece.line not in kept:
                continue
            if _is_apart(sheet, piece):
                yield piece, self._line(sheet, piece)
            elif piece.kind is SpanKind.HEADER:
                yield piece, self._header(sheet, piece)
            elif piece.kind is SpanKind.RECORD:
                yield piece, self._record(sheet, piece, columns)
            else:
                yield piece, piece.text

    def _record(self, sheet: Sheet, piece: Piece, columns: list[SheetColumn]) -> str:
        spans = sheet.cells(piece.text)
        results = []
        for column, (begin, end) in zip(columns, spans, strict=True):
            cell = piece.text[begin:end]
            result = column.made.get(cell)
            if result is None:
                result = column.made[cell] = self._cells.made(sheet, column, cell)
            results.append(result)
        self._deal(columns, results)
        return self._joined(piece.text, spans, results, sheet, columns)

    def _deal(self, columns: list[SheetColumn], results: list[Made]) -> None:
        """Deal sex, race and ethnicity anew: as many races as before, and only words of the standard."""
        flags = []
        for number, column in enumerate(columns):
            if column.part is not Treatment.DEALT or column.spec is None or column.spec.name == SEVERAL_RACES:
                continue
            words = column.spec.vocabulary or ("true", "false")
            if results[number][0] not in words:
                continue
            if column.spec.name in RACES:
                flags.append(number)
            else:
                results[number] = (self._rng.choice(words), True)
        dealt = self._rng.sample([results[number] for number in flags], len(flags))
        for number, flag in zip(flags, dealt, strict=True):
            results[number] = flag

    def _line(self, sheet: Sheet, piece: Piece) -> str:
        spans = sheet.parts(piece.text)
        results = [
            self._cells.made_part(sheet, number, piece.text[begin:end])
            for number, (begin, end) in enumerate(spans)
        ]
        return self._joined(piece.text, spans, results, sheet)

    def _joined(
        self,
        text: str,
        spans: list[Span],
        results: list[Made],
        sheet: Sheet,
        columns: Sequence[SheetColumn] = (),
    ) -> str:
        if len(self.searched) in self._suspects:
            for number in self._suspicious(text, spans, results):
                results[number] = self._blanked(results[number][0]), False
                spec = columns[number].spec if columns else None
                self.hidden[sheet.spec.name, spec.name if spec else None] = None
        made, searched, at = [], [], 0
        for (begin, end), (cell, is_exempt) in zip(spans, results, strict=True):
            made.append(text[at:begin] + cell)
            searched.append(text[at:begin] + (_EXEMPT if is_exempt else cell))
            at = end
        self.searched.append("".join(searched) + text[at:])
        return "".join(made) + text[at:]

    def _suspicious(self, text: str, spans: list[Span], results: list[Made]) -> list[int]:
        """Return the numbers of the cells of a line in which an original stands, or part of one."""
        line, owners, at = "", list[int | None](), 0
        for number, ((begin, end), (cell, is_exempt)) in enumerate(zip(spans, results, strict=True)):
            shown = _EXEMPT if is_exempt else cell
            line += text[at:begin] + shown
            owners += [None] * (begin - at) + [None if is_exempt else number] * len(shown)
            at = end
        line = folded(line + text[at:])
        owners += [None] * (len(line) - len(owners))
        found = set[int | None]()
        for original in self._people.search.found_in([line]).get(0, []):
            place = line.find(original)
            while place >= 0:
                found.update(owners[place : place + len(original)])
                place = line.find(original, place + 1)
        return sorted(number for number in found if number is not None)

    def _blanked(self, cell: str) -> str:
        hidden = "".join(map(blanked, cell))
        return "" if self._people.search.stands_in(hidden) else hidden

    def _header(self, sheet: Sheet, piece: Piece) -> str:
        strange = set(sheet.strange_names)
        spans = sheet.name_spans(piece.text)
        names = [piece.text[begin:end] for begin, end in spans]
        made = [self._people.name(name) if name in strange else name for name in names]
        results = [(new, new == old) for new, old in zip(made, names, strict=True)]
        return self._joined(piece.text, spans, results, sheet)

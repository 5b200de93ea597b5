"""A sheet written anew: the same lines and signs, other values; and what was hidden on the way."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from checks.pseudonyms.cells import Cells, Made
from checks.pseudonyms.csv_spans import Piece, Sheet, Span, SpanKind
from checks.pseudonyms.mapping.leak_search import LeakSearch
from checks.pseudonyms.mapping.text import OTHER_BYTE, blanked, has_bytes

Stop = Callable[[], None]
"""Raises CancelledError where a person stopped the work."""

_OFTEN = 5_000
"""Rows after which it is asked."""
_NO_TOTAL = "Total: 0"
"""Stands for a total: the check knows it again, and it says nothing."""
_EXEMPT = "\0"
"""Stands, in what is searched for originals, for a word of the standard or a hidden value."""


def note_sound_rows(sheet: Sheet, cells: Cells, stop: Stop) -> None:
    """Note every different cell of the rows that can be taken apart; `stop` is asked often."""
    cells.note_names(sheet)
    columns = cells.columns(sheet)
    seen: list[set[str]] = [set() for _ in columns]
    key, born = (sheet.header.places.get(name) for name in ("sourcedId", "birthDate"))
    for piece in _asking(sheet.pieces if sheet.names else (), stop):
        if piece.kind is SpanKind.RECORD:
            row = [piece.text[begin:end] for begin, end in sheet.cells(piece.text)]
            for cell, known in zip(row, seen, strict=True):
                known.add(cell)
            if key is not None and born is not None:
                cells.note_birth_of(row[key], row[born])
    for column, values in zip(columns, seen, strict=True):
        for value in sorted(values):
            cells.note(sheet, column, value)


def note_other_rows(sheet: Sheet, cells: Cells, stop: Stop) -> None:
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
    """The sheets of one set being written; no original is left in what is not exempt."""

    def __init__(self, cells: Cells, stop: Stop) -> None:
        """Write with what these cells become; `stop` is asked often."""
        self._cells = cells
        self._stop = stop
        self._search = cells.originals.search
        self.hidden: dict[tuple[str, str | None], None] = {}
        """File and column of each hidden cell; None where nobody knows the column."""

    def texts(self, sheet: Sheet) -> list[str] | None:
        """Return what stands in place of each piece; None if an original is left though cells are hidden."""
        lines = [*self._lines(sheet)]
        for hide in (blanked, lambda _: ""):
            suspects = self._search.found_in([line.searched for line in lines])
            for number in suspects:
                for at in lines[number].hide(self._search, hide):
                    self._tell(sheet, at)
            if not suspects:
                return [line.text for line in lines]
        left = self._search.found_in([line.searched for line in lines])
        return None if left else [line.text for line in lines]

    def _tell(self, sheet: Sheet, number: int) -> None:
        columns = self._cells.columns(sheet)
        spec = columns[number].spec if number < len(columns) else None
        self.hidden[sheet.spec.name, spec.name if spec else None] = None

    def _lines(self, sheet: Sheet) -> Iterator["_Line"]:
        columns = self._cells.columns(sheet)
        is_utf_8 = True
        for piece in _asking(sheet.pieces, self._stop):
            text = piece.text
            if _is_apart(sheet, piece):
                spans = sheet.parts(text)
                parts = enumerate(text[begin:end] for begin, end in spans)
                made = [self._cells.made_part(sheet, number, part) for number, part in parts]
            elif piece.kind is SpanKind.HEADER:
                spans = sheet.name_spans(text)
                made = self._header(sheet, [text[begin:end] for begin, end in spans])
            elif piece.kind is SpanKind.RECORD:
                spans = sheet.cells(text)
                made = self._cells.made_row(sheet, columns, [text[begin:end] for begin, end in spans])
            elif piece.kind is SpanKind.TOTAL:
                spans = [(0, len(text))]
                made = [(_NO_TOTAL + sheet.delimiter * text.count(sheet.delimiter), True)]
            else:
                spans, made = [], []
            if is_utf_8 and has_bytes(text):
                is_utf_8 = False
                made = _not_utf_8([text[begin:end] for begin, end in spans], made)
            yield _Line(text, spans, made)

    def _header(self, sheet: Sheet, names: list[str]) -> list[Made]:
        strange = set(sheet.strange_names)
        made = [self._cells.originals.column_name(name) if name in strange else name for name in names]
        return [(new, new == old) for new, old in zip(made, names, strict=True)]


def _not_utf_8(cells: Sequence[str], made: list[Made]) -> list[Made]:
    """Return what was made of a file's first line that is no UTF-8, so that it is none in the same cell."""
    first = next((number for number, cell in enumerate(cells) if has_bytes(cell)), None)
    if first is None or has_bytes(made[first][0]):
        return made
    cell, is_word = made[first]
    return [*made[:first], (cell[:-1] + OTHER_BYTE, is_word), *made[first + 1 :]]


class _Line:
    """One line being written: what stands between its cells, and the cells."""

    def __init__(self, text: str, spans: Sequence[Span], made: list[Made]) -> None:
        ends = [0, *(end for _, end in spans)]
        begins = [*(begin for begin, _ in spans), len(text)]
        self._between = [text[end:begin] for end, begin in zip(ends, begins, strict=True)]
        self._made = made

    @property
    def text(self) -> str:
        """What is written."""
        return self._joined([cell for cell, _ in self._made])

    @property
    def searched(self) -> str:
        """What may hold no original."""
        return self._joined([_EXEMPT if is_exempt else cell for cell, is_exempt in self._made])

    def _joined(self, cells: list[str]) -> str:
        return self._between[0] + "".join(map(str.__add__, cells, self._between[1:]))

    def hide(self, search: LeakSearch, how: Callable[[str], str]) -> list[int]:
        """Hide the cells in which an original stands, or all where it stands across some; return which."""
        numbers = [number for number, (_, is_exempt) in enumerate(self._made) if not is_exempt]
        found = search.found_in([self._made[number][0] for number in numbers])
        hidden = [numbers[at] for at in found] or numbers
        for number in hidden:
            self._made[number] = how(self._made[number][0]), False
        return hidden

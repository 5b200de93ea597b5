"""One file as its lines and cells stand, byte for byte: what is replaced is a span of its text.

Which lines are records, damaged or blank is asked of the byte pass that the check itself makes. So whatever
is wrong with them stays where it is, and as it is.
"""

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, partial
from io import BytesIO
from itertools import chain

from checks.input.header import Header, match_header
from checks.input.layouts.non_data_lines import TOTAL
from checks.input.rows import Rows
from checks.input.source import SourceFile
from checks.profile.model import FileSpec
from checks.pseudonyms.mapping.text import as_seen
from checks.suggest import is_misspelling

_PIECE = 16 * 1024**2
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

Span = tuple[int, int]


class SpanKind(Enum):
    """What stands on a line, or on several that are one record; a header may stand again among the rows."""

    HEADER = "header"
    RECORD = "record"
    DAMAGED = "damaged"
    TOTAL = "total"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Piece:
    """One record, or one line that is none."""

    kind: SpanKind
    line: int
    """The physical line on which it begins."""
    lines: int
    text: str
    end: str
    """The line end after it."""


@dataclass(frozen=True)
class Sheet:
    """A file that is text."""

    spec: FileSpec
    header: Header
    names: tuple[str, ...]
    """The header as it stands; no names where the first line is none."""
    delimiter: str
    key: int
    """Where in a row its key stands."""
    pieces: tuple[Piece, ...]
    bytes_of: Callable[[str], bytes]
    """The bytes of a text in the file's own encoding."""

    @property
    def strange_names(self) -> tuple[str, ...]:
        """The names in the header, as they stand, that are no columns of the file in any spelling.

        A column's name with more glued to it is one of them: that may be the first cell of a row.
        """
        known = {
            name
            for column, name in ((column, self.names[place]) for column, place in self.header.places.items())
            if name in self.header.sure or is_misspelling(name.strip().casefold(), column.casefold())
        }
        header = next((piece.text for piece in self.pieces if piece.kind is SpanKind.HEADER), "")
        names = (header[begin:end] for begin, end in self.name_spans(header))
        return tuple(name for name in names if self.names and as_seen(name) not in known)

    def name_spans(self, header: str) -> list[Span]:
        """Return where the names of the columns stand, also where the quotes are not in order."""
        spans = self.cells(header)
        return spans if len(spans) == len(self.names) else self.parts(header)

    def cells(self, text: str) -> list[Span]:
        """Return where the cells of a sound record stand, without the quotes around them."""
        return [found.span(found.lastindex or 0) for found in _cell(self.delimiter).finditer(text)]

    def parts(self, text: str) -> list[Span]:
        """Return what stands between the separators of a line whose quotes are not in order."""
        return [found.span(1) for found in _part(self.delimiter).finditer(text)]

    def without(self, lines: Collection[int]) -> "Sheet":
        """Return the file without the pieces that begin on these lines."""
        pieces, line = list[Piece](), 1
        for piece in self.pieces:
            if piece.line not in lines:
                pieces.append(replace(piece, line=line))
                line += piece.lines
        return replace(self, pieces=tuple(pieces))

    def file_of(self, texts: Iterable[str], name: str, folder: str) -> SourceFile:
        """Return a file in memory with these texts in place of its pieces'."""
        ends = (piece.end for piece in self.pieces)
        data = self.bytes_of("".join(chain.from_iterable(zip(texts, ends, strict=True))))
        return SourceFile(name, len(data), partial(BytesIO, data), folder)


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    sign = re.escape(delimiter)
    return re.compile(rf'(?:^|(?<={sign}))(?:"((?:[^"]|"")*)"|([^{sign}]*))(?={sign}|\Z)')


@cache
def _part(delimiter: str) -> re.Pattern[str]:
    sign = re.escape(delimiter)
    return re.compile(rf'(?:^|(?<={sign}))[" ]*([^{sign}]*?)[" ]*(?={sign}|\Z)')


def read_sheet(file: SourceFile, spec: FileSpec) -> Sheet | None:
    """Take a file apart; None where it is no text. SourceError when it can't be read."""
    chunks = list(file.chunks(_PIECE))
    rows = Rows(chunks, spec=spec)
    structure = rows.structure
    if structure.text.encoding == "binary" or structure.is_web_page:
        return None
    header = match_header(structure.header, spec)
    keys = (
        place
        for column in spec.columns
        if column.key and (place := header.places.get(column.name)) is not None
    )
    key = next(keys, 0)
    sound: set[int] = set()
    for batch in rows.batches(key):
        sound.update(batch.lines.tolist())
    broken, totals = (set(structure.lines_with(kind).tolist()) for kind in ("line-break", TOTAL))
    text, bytes_of = _decoded(b"".join(chunks), is_utf16=structure.text.encoding == "utf-16")
    has_header = bool(structure.header)
    return Sheet(
        spec=spec,
        header=header,
        names=tuple(structure.header) if header.places else (),
        delimiter=structure.delimiter,
        key=key,
        pieces=tuple(_pieces(text, sound, broken, totals, structure.header_line if has_header else 0)),
        bytes_of=bytes_of,
    )


def _decoded(data: bytes, *, is_utf16: bool) -> tuple[str, Callable[[str], bytes]]:
    """Return the text, and what makes bytes of a text: of the same one exactly these."""
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", ""))
    body = data[len(mark) :]
    if not is_utf16:
        return body.decode(
            "utf-8", "surrogateescape"
        ), lambda text: mark + text.encode("utf-8", "surrogateescape")
    if not codec.startswith("utf-16"):
        mark, body = b"", data
        codec = "utf-16-le" if data[1:400:2].count(0) > data[:400:2].count(0) else "utf-16-be"
    odd = len(body) % 2
    text, tail = body[: len(body) - odd].decode(codec, "surrogatepass"), body[len(body) - odd :]
    return text, lambda text: mark + text.encode(codec, "surrogatepass") + tail


def _pieces(
    text: str, sound: set[int], broken: set[int], totals: set[int], header_line: int
) -> Iterator[Piece]:
    lines = _LINE.findall(text)
    header = lines[header_line - 1].strip("\ufeff\r\n") if header_line else None
    at = 0
    while at < len(lines):
        number, count = at + 1, 1
        if number == header_line:
            kind = SpanKind.HEADER
        elif number in totals:
            kind = SpanKind.TOTAL
        elif number not in sound:
            is_again = number > header_line and lines[at].strip("\ufeff\r\n") == header
            kind = SpanKind.DAMAGED if lines[at].strip() else SpanKind.BLANK
            kind = SpanKind.HEADER if is_again else kind
        else:
            kind = SpanKind.RECORD
            if number in broken:
                while lines[at + count].count('"') % 2 == 0:
                    count += 1
                count += 1
        whole = "".join(lines[at : at + count])
        body = whole.rstrip("\r\n") if count == 1 else whole[: len(whole) - _end(lines[at + count - 1])]
        yield Piece(kind, number, count, body, whole[len(body) :])
        at += count


def _end(line: str) -> int:
    return len(line) - len(line.rstrip("\r\n"))

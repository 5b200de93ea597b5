"""Bytes of a file as UTF-8 with plain line ends, whatever they were, and what they were."""

import codecs
from dataclasses import dataclass

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text as UTF-8 bytes; every line, also the last one, ends in LF."""

    data: bytes
    encoding: str
    """utf-8, windows-1252, utf-16 or binary: what the bytes were."""
    bom: bool = False
    bad_line: int | None = None
    """The first line that is no UTF-8, where single lines are at fault."""
    bad_prefix: bytes = b""
    """What stands in that line before the first wrong byte."""


def as_text(data: bytes) -> Text:
    """Recognise the encoding and return the text; nothing is ever lost silently.

    UTF-8 is kept as it is. UTF-16 is recognised by its mark or by its zero bytes. Everything else is
    read as Windows-1252, which is what spreadsheets on Windows write.
    """
    utf16 = _utf16_codec(data)
    if utf16:
        return Text(_plain_lines(data.decode(utf16, "replace").encode("utf-8", "replace")), "utf-16")
    bom = data.startswith(codecs.BOM_UTF8)
    if bom:
        data = data[len(codecs.BOM_UTF8) :]
    wrong = _first_wrong_byte(data)
    if wrong is None:
        return Text(_plain_lines(data), "utf-8", bom=bom)
    if b"\0" in data[:4096]:
        return Text(_plain_lines(data.decode("utf-8", "replace").encode()), "binary", bom=bom)
    before = _plain_ends(data[:wrong])
    text = data.decode("cp1252", "replace").encode()
    line = before.count(b"\n") + 1
    return Text(
        _plain_lines(text), "windows-1252", bom=bom, bad_line=line, bad_prefix=before.rsplit(b"\n", 1)[-1]
    )


def _utf16_codec(data: bytes) -> str | None:
    """Return the codec of UTF-16, with its mark or known by the zero half of each Latin letter."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:400]
    for codec, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) >= 4 and high.count(0) > len(high) * 0.7 and not low.count(0):
            return codec
    return None


def _first_wrong_byte(data: bytes) -> int | None:
    """Return the offset of the first byte that is no UTF-8; looked at in pieces to spare memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, len(data), _CHUNK):
        piece = data[begin : begin + _CHUNK]
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final=begin + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return begin - held + error.start
    return None


def _plain_lines(data: bytes) -> bytes:
    data = _plain_ends(data)
    return data if data.endswith(b"\n") or not data else data + b"\n"


def _plain_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data

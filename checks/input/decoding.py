"""A file's bytes as lines of UTF-8, whatever they were, and what they were.

Read in pieces, so that a file of any size costs the memory of one piece. Nothing is lost silently: what is no
UTF-8 is read as Windows-1252, which is what spreadsheets on Windows write, and the first such line is told.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

_HEAD = 4096
"""Bytes at the beginning by which UTF-16 and files that are no text are recognised."""


@dataclass(slots=True)
class DecodedText:
    """What is known of a file's text so far; complete when its last line was read."""

    encoding: str = "utf-8"
    """utf-8, windows-1252, utf-16 or binary: what the bytes were."""
    bom: bool = False
    bad_line: int | None = None
    """The first line that is no UTF-8, where single lines are at fault."""
    bad_prefix: bytes = b""
    """What stands in that line before the first wrong byte."""
    only_latin_1: bool = True
    """Whether every wrong byte means the same in Latin-1 and in Windows-1252."""
    lines: int = 0
    """Lines handed on so far; kept by whoever reads them."""
    crlf: int = 0
    """Lines that ended in CR LF, as Windows writes them."""
    cr: int = 0
    """Lines that ended in a lone CR."""


def plain_lines(pieces: Iterable[bytes], text: DecodedText) -> Iterator[bytes]:
    """Yield blocks of whole lines in UTF-8, each line, also the last one, ending in LF.

    Args:
        pieces: the file's bytes in pieces of any size.
        text: filled in on the way.
    """
    stream = iter(pieces)
    head = b""
    while len(head) < _HEAD and (piece := next(stream, b"")):
        head += piece
    stream = chain((head,), stream)
    utf16 = _utf16_codec(head)
    if utf16:
        text.encoding = "utf-16"
        stream = _from_utf16(stream, utf16)
    elif head.startswith(codecs.BOM_UTF8):
        text.bom = True
        stream = chain((head[len(codecs.BOM_UTF8) :],), _but_first(stream))
    elif _is_binary(head[:_HEAD]):
        text.encoding = "binary"
        return
    for block in _whole_lines(stream):
        yield _plain_ends(_as_utf8(block, text), text)


def _utf16_codec(data: bytes) -> str | None:
    """Return the codec of UTF-16, with its mark or known by the zero half of each Latin letter."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:400]
    for codec, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) >= 4 and high.count(0) > len(high) * 0.7 and not low.count(0):
            return codec
    return None


def _is_binary(head: bytes) -> bool:
    if b"\0" not in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return True
    return False


def _but_first(stream: Iterator[bytes]) -> Iterator[bytes]:
    next(stream)
    return stream


def _from_utf16(stream: Iterator[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for piece in stream:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _whole_lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the stream after ends of lines; a CR is one only when it is known what follows it."""
    held: list[bytes] = []
    for piece in stream:
        cut = piece.rfind(b"\n") + 1
        if not cut and b"\r" in piece:
            piece = b"".join((*held, piece))  # noqa: PLW2901
            held = []
            cut = piece.rfind(b"\r", 0, -1) + 1
        if cut:
            yield b"".join((*held, memoryview(piece)[:cut]))
            held = []
        held.append(piece[cut:])
    rest = b"".join(held)
    if rest:
        yield rest


def _as_utf8(block: bytes, text: DecodedText) -> bytes:
    """Return the block as it is, or with the bytes that are no UTF-8 read as Windows-1252."""
    if block.isascii():
        return block
    try:
        block.decode()
    except UnicodeDecodeError as error:
        if text.bad_line is None:
            before = _with_lf(block[: error.start])
            text.bad_line = text.lines + before.count(b"\n") + 1
            text.bad_prefix = before.rsplit(b"\n", 1)[-1]
            text.encoding = "windows-1252" if text.encoding == "utf-8" else text.encoding
        text.only_latin_1 = text.only_latin_1 and not any(0x80 <= byte < 0xA0 for byte in _wrong(block))
        return block.decode("utf-8", _FALL_BACK).encode()
    return block


def _wrong(block: bytes) -> bytes:
    """Return the bytes of the block that are no UTF-8."""
    return bytes(
        ord(sign) - 0xDC00
        for sign in block.decode("utf-8", "surrogateescape")
        if sign > "\udc7f" and sign < "\ue000"
    )


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_FALL_BACK = "checks.windows-1252"
codecs.register_error(_FALL_BACK, _windows_1252)


def _plain_ends(block: bytes, text: DecodedText) -> bytes:
    if b"\r" in block:
        crlf = block.count(b"\r\n")
        text.crlf += crlf
        text.cr += block.count(b"\r") - crlf
        block = _with_lf(block)
    return block if block.endswith(b"\n") else block + b"\n"


def _with_lf(block: bytes) -> bytes:
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block

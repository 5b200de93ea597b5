"""Detect the encoding of a file and transcode it to lines of UTF-8.

The file is streamed, so memory use does not depend on its size. Nothing is lost silently: bytes that are not
UTF-8 are read as Windows-1252, which spreadsheets on Windows write, and the first such line is reported.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

_HEAD = 4096
"""Bytes at the start used to detect UTF-16 and binary files."""
_MOST_LINES = 400_000
"""Lines of a block above which it is split, because what is noted of a line takes more than a short line."""
_SPLIT = 1 << 18


@dataclass(slots=True)
class DecodedText:
    """Encoding and line ends of a file, as far as it has been read."""

    encoding: str = "utf-8"
    """The detected encoding: utf-8, windows-1252, utf-16 or binary."""
    bom: bool = False
    bad_line: int | None = None
    """The first line that is not UTF-8, in a file that otherwise is."""
    bad_prefix: bytes = b""
    """The start of that line, up to the first invalid byte."""
    only_latin_1: bool = True
    """Whether all invalid bytes mean the same in Latin-1 and Windows-1252."""
    lines: int = 0
    """Lines read so far; updated by the caller."""
    crlf: int = 0
    """Lines that ended in CR LF."""
    cr: int = 0
    """Lines that ended in a lone CR."""


def plain_lines(pieces: Iterable[bytes], text: DecodedText) -> Iterator[bytes]:
    """Yield blocks of whole lines in UTF-8, each line, including the last, ending in LF.

    Args:
        pieces: the file's bytes in pieces of any size.
        text: updated while reading.
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
        yield from _split(_plain_ends(_as_utf8(block, text), text))


def _utf16_codec(data: bytes) -> str | None:
    """Return the codec of UTF-16, detected by its BOM or by the zero byte of each Latin letter."""
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
    """Cut the stream after line ends; wait for the byte after a CR, which may be LF."""
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


def _split(block: bytes) -> Iterator[bytes]:
    """Yield a block as it is, or in smaller ones where its lines are many."""
    if block.count(b"\n") <= _MOST_LINES:
        yield block
        return
    begin = 0
    while begin < len(block):
        end = block.rfind(b"\n", begin, begin + _SPLIT) + 1 or block.index(b"\n", begin) + 1
        yield block[begin:end]
        begin = end


def _as_utf8(block: bytes, text: DecodedText) -> bytes:
    """Return the block unchanged, or with invalid UTF-8 bytes read as Windows-1252."""
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
        text.only_latin_1 = text.only_latin_1 and not any(
            0x80 <= byte < 0xA0 for byte in _invalid_bytes(block)
        )
        return block.decode("utf-8", _FALL_BACK).encode()
    return block


def _invalid_bytes(block: bytes) -> bytes:
    """Return the bytes of the block that are not UTF-8."""
    return bytes(
        ord(character) - 0xDC00
        for character in block.decode("utf-8", "surrogateescape")
        if "\udc7f" < character < "\ue000"
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

"""Facts of every physical line, counted over the bytes at once: fields, quotes, control signs.

No judgement is made here. Comparisons over a piece that stays in the processor's cache are several times
quicker than a table of classes, and than any look at single lines.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]
    Bits = npt.NDArray[np.uint64]

PIECE = 1 << 19
"""Bytes looked at in one go: small enough that all the comparisons stay in the processor's cache."""

_QUOTE, _NEWLINE, _TAB, _SPACE, _DELETE = 34, 10, 9, 32, 127


@dataclass(slots=True)
class Lines:
    """Every line of a block: where it is, and the numbers (from 0) of those with something to look at."""

    starts: "Offsets"
    ends: "Offsets"
    """Byte offsets in the block, the line end excluded."""
    fields: "Offsets"
    """How many fields each line has, separators inside quotes not counted."""
    odd: "Offsets"
    """Lines with an odd number of quotes: a quoted value begins or ends there."""
    stray: "Offsets"
    """Lines on which a quote stands neither at the edge of a field nor doubled."""
    control: "Offsets"
    """Lines with a control sign that is no tab."""


def look_at_lines(block: bytes, delimiter: str) -> Lines:
    """Count what stands on each line of a block; the block ends in LF."""
    import numpy as np

    signs = np.frombuffer(block, np.uint8)
    parts: list[tuple[Offsets, ...]] = []
    begin = line = 0
    while begin < len(block):
        end = block.rfind(b"\n", begin, begin + PIECE) + 1 or block.index(b"\n", begin) + 1
        part = _look(signs[begin:end], ord(delimiter))
        parts.append((part[0] + begin, part[1] + begin, part[2], *(array + line for array in part[3:])))
        line += len(part[0])
        begin = end
    return Lines(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _look(signs: "npt.NDArray[np.uint8]", delimiter: int) -> tuple["Offsets", ...]:
    """Return the facts of `Lines` for one piece.

    Within a line, a separator after an odd number of quotes belongs to the value. Signs are held as
    bits, 64 in a word: whether a sign is inside quotes is then the parity of the bits before it.
    """
    import numpy as np

    newlines = signs == _NEWLINE
    ends = np.flatnonzero(newlines)
    starts = np.r_[0, ends[:-1] + 1]
    quotes, separators = _bits(signs == _QUOTE), _bits(signs == delimiter)
    odd = stray = np.empty(0, np.int64)
    if quotes.any():
        newline_bits = _bits(newlines)
        inside = _parity(quotes)
        if (inside & newline_bits).any():
            odd = _odd(inside, ends)
            inside ^= _parity(_at(ends[odd], len(quotes)))
        inner = ~(quotes | separators | newline_bits)
        separators &= ~inside
        loose = quotes & ((inside & _later(inner)) | (~inside & _earlier(inner)))
        if loose.any():
            stray = np.unique(np.searchsorted(ends, np.flatnonzero(_single(loose))))
    control = np.empty(0, np.int64)
    low = signs < _SPACE
    if np.count_nonzero(low) != len(ends) or _DELETE in signs:
        control = np.flatnonzero((low & ~newlines & (signs != _TAB)) | (signs == _DELETE))
        control = np.unique(np.searchsorted(ends, control))
    return starts, ends, _counts(separators, ends) + 1, odd, stray, control


def _bits(mask: "npt.NDArray[np.bool_]") -> "Bits":
    """Return a mask as words of 64 bits, the first sign in the lowest bit."""
    import numpy as np

    words = np.zeros(len(mask) // 64 + 1, "<u8")
    packed = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    return words


def _single(bits: "Bits") -> "npt.NDArray[np.uint8]":
    import numpy as np

    return np.unpackbits(bits.view(np.uint8), bitorder="little")


def _parity(bits: "Bits") -> "Bits":
    """Return for each sign whether the bits up to and with it are odd in number."""
    import numpy as np

    parity = bits.copy()
    for distance in (1, 2, 4, 8, 16, 32):
        parity ^= parity << np.uint64(distance)
    carried = np.bitwise_xor.accumulate(parity >> np.uint64(63))
    parity[1:] ^= np.uint64(0) - carried[:-1]
    return parity


def _later(bits: "Bits") -> "Bits":
    """Return the bits, each moved to the sign after it."""
    import numpy as np

    moved = bits << np.uint64(1)
    moved[1:] |= bits[:-1] >> np.uint64(63)
    return moved


def _earlier(bits: "Bits") -> "Bits":
    """Return the bits, each moved to the sign before it."""
    import numpy as np

    moved = bits >> np.uint64(1)
    moved[:-1] |= bits[1:] << np.uint64(63)
    return moved


def _odd(inside: "Bits", ends: "Offsets") -> "Offsets":
    """Return the lines with an odd number of quotes: there the parity differs at both their ends."""
    import numpy as np

    at_end = ((inside[ends >> 6] >> (ends & 63).astype(np.uint64)) & np.uint64(1)).astype(bool)
    return np.flatnonzero(at_end ^ np.r_[False, at_end[:-1]])


def _at(places: "Offsets", words: int) -> "Bits":
    """Return bits that are set at these places."""
    import numpy as np

    bits = np.zeros(words, "<u8")
    np.bitwise_or.at(bits, places >> 6, np.uint64(1) << (places & 63).astype(np.uint64))
    return bits


def _counts(bits: "Bits", ends: "Offsets") -> "Offsets":
    """Return how many bits are set on each line."""
    import numpy as np

    whole = np.cumsum(np.bitwise_count(bits), dtype=np.int64)
    word = ends >> 6
    part = bits[word] & ((np.uint64(1) << (ends & 63).astype(np.uint64)) - np.uint64(1))
    before = np.r_[0, whole][word] + np.bitwise_count(part)
    counts: Offsets = np.diff(before, prepend=0)
    return counts

"""Which letters may stand for a letter, so that every rule sees the same: case, accent, script, bytes.

A letter that `checks.rules.leftovers` would take for half of a broken one is never chosen: a name that was
whole stays whole. Bytes that are no UTF-8 stand in a text as lone surrogates; they are read as Windows-1252.
"""

import unicodedata
from functools import cache

_MOJIBAKE = frozenset("ÂÃÄÅÆÎÏÐÑ×ØÙáâðïªµºŠŒŽšœžŸƒˆ")
_ROW = 128
"""Code points that are looked at for letters of the same script."""
_HALVES = (
    "".join(chr(code) for code in range(0xA1, 0xC0) if chr(code) not in "\xadª«µº»"),
    "".join(map(chr, range(0x80, 0xA0))),
    "€‚„†‡‰•˜™",
)
"""Signs that may be half of a letter, read in a wrong character set; each gives way to one of its kind."""


def as_seen(text: str) -> str:
    """Return the text as the check reads it, sign for sign: lone bytes as Windows-1252."""
    if text.isascii() or text.isprintable():
        return text
    return "".join(_from_byte(sign) if "\ud800" <= sign <= "\udfff" else sign for sign in text)


def _from_byte(sign: str) -> str:
    byte = ord(sign) - 0xDC00
    return bytes([byte]).decode("cp1252", "replace") if 0x80 <= byte <= 0xFF else "\ufffd"


def as_bytes_of(like: str, sign: str) -> str:
    """Return a sign, as a lone byte where it stands for one."""
    return chr(0xDC00 + ord(sign)) if "\udc80" <= like <= "\udcff" else sign


@cache
def is_letter(sign: str) -> bool:
    """Tell whether a sign is a letter with one small and one capital form, or a digit of another script."""
    return (sign.isalpha() and _is_simple(sign)) or (not sign.isascii() and sign.isdecimal())


@cache
def lower(sign: str) -> str:
    """Return the small form of a letter."""
    return sign.lower()


@cache
def is_half(sign: str) -> bool:
    """Tell whether a sign, as the check reads it, can be half of a letter and be exchanged."""
    return any(sign in signs for signs in _HALVES)


@cache
def narrow(sign: str) -> tuple[str, ...]:
    """Return what may stand for a small letter: letters of its script with its very accents."""
    if sign.isascii():
        return tuple("abcdefghijklmnopqrstuvwxyz")
    for signs in _HALVES:
        if sign in signs:
            return tuple(signs)
    if sign.isdecimal():
        zero = ord(sign) - unicodedata.digit(sign)
        return tuple(map(chr, range(zero, zero + 10)))
    whole = unicodedata.normalize("NFD", sign)
    plain, marks = whole[0], whole[1:]
    if marks and plain.isascii():
        made = (unicodedata.normalize("NFC", letter + marks) for letter in narrow("a"))
        found = tuple(letter for letter in made if len(letter) == 1 and _may_stand_for(letter, sign))
        return found or wide(sign)
    return wide(sign)


@cache
def wide(sign: str) -> tuple[str, ...]:
    """Return more of them, where those with the same accents are too few: any of its script."""
    if sign.isascii() or sign.isdecimal() or is_half(sign):
        return narrow(sign)
    first = 0xC0 if ord(sign) < 0x100 else ord(sign) // _ROW * _ROW
    row = map(chr, range(first, 0x100 if ord(sign) < 0x100 else first + _ROW))
    return tuple(letter for letter in row if _may_stand_for(letter, sign)) or (sign,)


def _may_stand_for(letter: str, sign: str) -> bool:
    return (
        _is_simple(letter)
        and letter == letter.lower()
        and (letter == letter.upper()) == (sign == sign.upper())
        and unicodedata.category(letter) == unicodedata.category(sign)
        and (ord(letter) < 0x100) == (ord(sign) < 0x100)
        and not _MOJIBAKE & {letter, letter.upper()}
    )


def _is_simple(sign: str) -> bool:
    """Tell whether capital and small form are one sign each, and lead back to each other."""
    small, capital = sign.lower(), sign.upper()
    if not sign.isalpha() or len(small) != 1 or len(capital) != 1:
        return False
    is_in_one_row = (ord(small) < 0x100) == (ord(capital) < 0x100)
    return (
        is_in_one_row and sign in {small, capital} and capital.lower() == small and small.upper() == capital
    )


def blanked(sign: str) -> str:
    """Return the sign that hides a letter or a digit, and only those: x, X, 0, or one of its script."""
    seen = as_seen(sign)
    if seen.isascii():
        return "0" if seen.isdigit() else "x" if seen.islower() else "X" if seen.isupper() else sign
    if not is_letter(seen):
        return sign
    other = wide(seen.lower())[0]
    return as_bytes_of(sign, other if seen.islower() or not seen.isupper() else other.upper())

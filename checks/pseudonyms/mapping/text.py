"""Signs as the check reads them, and which signs may stand for one: its case, script and kind stay.

A letter that `checks.rules.leftovers` would take for half of a broken one is never chosen. Bytes that are no
UTF-8 stand in a text as lone surrogates; they are read as Windows-1252.
"""

import unicodedata
from functools import cache

_MOJIBAKE = frozenset("ÂÃÄÅÆÎÏÐÑ×ØÙáâðïªµºŠŒŽšœžŸƒˆ")
OTHER_BYTE = "\udce9"
"""A byte that is no UTF-8 beside any other such byte."""
_ROW = 128
"""Code points that are looked at for letters of the same script."""
_SYMBOLS = 0x2500
"""Code points from which all signs are replaced: bytes read in a wrong encoding become such signs."""


def as_seen(text: str) -> str:
    """Return the text as the check reads it, sign for sign: lone bytes as Windows-1252."""
    if text.isascii() or text.isprintable():
        return text
    return "".join(_from_byte(sign) if is_byte(sign) else sign for sign in text)


def is_byte(sign: str) -> bool:
    """Tell whether a sign stands for a byte that is no UTF-8."""
    return "\udc80" <= sign <= "\udcff"


def has_bytes(text: str) -> bool:
    """Tell whether a byte that is no UTF-8 stands in a text."""
    return not text.isprintable() and any(map(is_byte, text))


def _from_byte(sign: str) -> str:
    return bytes([ord(sign) - 0xDC00]).decode("cp1252", "replace")


def folded(text: str) -> str:
    """Return a text as it is searched: as the check reads it, in small letters, sign for sign."""
    seen = as_seen(text)
    small = seen.lower()
    return small if len(small) == len(seen) else "".join(_small(sign) for sign in seen)


def _small(sign: str) -> str:
    small = sign.lower()
    return small if len(small) == 1 else sign


@cache
def signs_like(sign: str) -> str:
    """Return what may stand for a letter, digit or far symbol, in small letters; nothing for other signs."""
    if sign.isascii():
        return "0123456789" if sign.isdigit() else "abcdefghijklmnopqrstuvwxyz" if sign.isalpha() else ""
    kind, small = unicodedata.category(_small(sign)), _small(sign)
    if kind == "Cs" or not (sign.isalpha() or sign.isdecimal() or ord(sign) >= _SYMBOLS):
        return ""
    if sign.isalpha() and not _is_simple(small):
        return ""
    first = 0xC0 if ord(small) < 0x100 else ord(small) // _ROW * _ROW
    row = map(chr, range(first, 0x100 if first == 0xC0 else first + _ROW))
    alike = (each for each in row if unicodedata.category(each) == kind and _may_stand_for(each, small))
    return "".join(each for each in alike if each != small)


def _may_stand_for(other: str, sign: str) -> bool:
    if not sign.isalpha():
        return True
    has_case = (other == other.upper()) == (sign == sign.upper())
    return has_case and _is_simple(other) and not _MOJIBAKE & {other, other.upper()}


def _is_simple(sign: str) -> bool:
    """Tell whether capital and small form are one sign each and lead back to each other."""
    small, capital = sign.lower(), sign.upper()
    if len(small) != 1 or len(capital) != 1 or (ord(small) < 0x100) != (ord(capital) < 0x100):
        return False
    return (
        sign.isalpha() and sign in {small, capital} and capital.lower() == small and small.upper() == capital
    )


def blanked(text: str) -> str:
    """Return a text with its letters and digits hidden behind x, X and 0, or a sign of their script."""
    return "".join(map(_blanked, text))


def _blanked(sign: str) -> str:
    others = "" if is_byte(sign) else signs_like(sign)
    if not others:
        return sign
    other = {"0": "0", "a": "x"}.get(others[0], others[0])
    return other.upper() if sign != sign.lower() else other

"""A value taken apart: runs of letters and runs of digits are replaced, every other sign stays.

Blanks and signs that can't be seen do not part a run: what `checks.tables.references` takes for the same ID
must become the same ID. What a program left behind (`E+11`, the first half of a broken letter) stays as it
is; the second half goes, since a name of which every letter is broken can be mended.
"""

import re
from dataclasses import dataclass
from functools import cache

from checks.pseudonyms.mapping.alphabets import as_seen, is_half, is_letter, lower
from checks.tables.patterns import EXPONENT, MOJIBAKE

_EXPONENT = re.compile(EXPONENT)
_NOT_PARTING = re.compile(r"[\s\xad\u200b-\u200f\u2060\ufeff]")
_MARKS = "âï"
"""First signs of broken quotes and byte order marks: no letters, and known by all their signs."""


@cache
def _mojibake() -> re.Pattern[str]:
    return re.compile(MOJIBAKE)


@dataclass(frozen=True, slots=True)
class Token:
    """Letters, or digits, that are replaced together."""

    text: str
    """Small letters, or digits, without what stands between them."""
    at: tuple[int, ...]
    """Where each of them stands in the value."""

    @property
    def is_number(self) -> bool:
        """Whether it is digits."""
        return self.text.isascii() and self.text.isdigit()


def tokens_of(value: str, *, is_parted: bool = False) -> list[Token]:
    """Return the runs of a value in their order; `is_parted` where blanks part them, as they do words."""
    if value.isalnum() and value.isascii():
        return _plain_runs(value)
    seen = as_seen(value)
    halves = _halves(value, seen)
    fixed = _fixed(value, seen) - halves
    runs: list[Token] = []
    text: list[str] = []
    at: list[int] = []
    kind = ""

    def close() -> None:
        if text:
            runs.append(Token("".join(text), tuple(at)))
            text.clear()
            at.clear()

    for place, sign in enumerate(seen):
        if place not in fixed and sign.isascii() and sign.isdigit():
            here = "digits"
        elif place in halves or (place not in fixed and is_letter(sign)):
            here = "letters"
        elif not is_parted and place not in fixed and _NOT_PARTING.match(sign):
            continue
        else:
            here = ""
        if here != kind:
            close()
            kind = here
        if here:
            text.append(lower(sign))
            at.append(place)
    close()
    return runs


def _plain_runs(value: str) -> list[Token]:
    return [
        Token(found.group().lower(), tuple(range(*found.span())))
        for found in re.finditer("[0-9]+|[A-Za-z]+", value)
    ]


def _fixed(value: str, seen: str) -> set[int]:
    """Return the places of what stays: a program's traces, and bytes whose neighbours would change them."""
    fixed: set[int] = set()
    text = seen.strip()
    if _EXPONENT.match(text):
        begin = seen.upper().index("E")
        fixed.update(range(begin, len(seen)))
    if not seen.isascii():
        for found in _mojibake().finditer(seen):
            fixed.update(range(*found.span()))
    for place, sign in enumerate(value):
        if "\udc80" <= sign <= "\udcff":
            follows = value[place + 1 : place + 2]
            is_latin_1 = "\xc0" <= seen[place] <= "\xff"
            if not is_latin_1 or "\udc80" <= follows < "\udcc0":
                fixed.add(place)
    return fixed


def _halves(value: str, seen: str) -> set[int]:
    """Return the places of second halves of letters, and of lone bytes that stand together as letters do.

    A lone byte becomes another of the same kind, so nothing around it is read otherwise than before.
    """
    if seen.isascii():
        return set()
    halves = {
        place
        for found in _mojibake().finditer(seen)
        for place in range(found.start() + 1, found.end())
        if is_half(seen[place]) and not _is_lone(value[place]) and seen[found.start()] not in _MARKS
    }
    for place in range(len(value)):
        is_beside = any(map(_is_lone, value[max(0, place - 1) : place] + value[place + 1 : place + 2]))
        if is_beside and "\udca1" <= value[place] < "\udcc0" and is_half(seen[place]):
            halves.add(place)
    return halves


def _is_lone(sign: str) -> bool:
    return "\udc80" <= sign <= "\udcff"

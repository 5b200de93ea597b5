"""Values with blanks at their ends, and lists with other separators than commas."""

import re

from checks.fixes.declaration import CellFix, KnownColumn

_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and not "\x1c" <= sign <= "\x1f")
"""What the check takes for blanks; Python would strip four control signs besides."""
_ITEM = re.compile(r'[^\s,;|\[\]"]+')
"""A code or an ID: an item with a blank inside may be text with a separator of its own."""


def _trimmed(_known: KnownColumn, value: str) -> str:
    return value.strip(_BLANKS) or value


def _with_commas(known: KnownColumn, value: str) -> str:
    separators = [sign for sign in ",;|" if sign in value]
    if not known.column.list or len(separators) != 1:
        return value
    items = [item.strip() for item in value.split(separators[0])]
    return ",".join(items) if all(map(_ITEM.fullmatch, items)) else value


LISTS = (
    CellFix(
        code="DDE307",
        name="blanks-cut",
        sentence="removes spaces at both ends of a value",
        is_whole=True,
        apply=_trimmed,
    ),
    CellFix(
        code="DDE310",
        name="list-separated-by-commas",
        sentence="separates the codes and IDs of a list with commas only",
        apply=_with_commas,
    ),
)

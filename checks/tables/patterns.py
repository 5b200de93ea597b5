"""Patterns of damaged values that rules, references and pseudonyms must read in the same way."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

EXPONENT = "^[0-9]([.,][0-9]+)?[Ee][+][0-9]+$"

_DAMAGE = "\u0080-\u009f\ufffd"
"""Control signs that only a wrong character set makes, and the sign for what was lost."""
_SURE = "¡-©¬\u00ad®-´¶-¹¼-¿€‚„†‡‰•˜™"
"""What the second byte of a letter becomes, where no name has such a sign after a letter."""
_CLOSERS = "‘’“”‹›«»–—…"
"""What it may become, too, and what may also follow a capital letter at the end of a word."""
_LETTERS = "ªµºŠŒŽšœžŸƒˆ"
"""What it may become, too, and what is a letter in some language."""
_SECOND = f"{_SURE}{_CLOSERS}"
MOJIBAKE = "|".join(
    (
        f"[{_DAMAGE}]",
        f"[ÂÃÄÅÆ][{_SURE}]",
        f"Ã[{_LETTERS}]|Â[ªº]|[ÄÅ][ªºƒˆŒ]",
        f"[a-zß-ÿ][ÂÃÄÅ][{_CLOSERS}{_LETTERS}]",
        f"(^|[\\s.,'(-])[ÃÄÅ][{_CLOSERS}][A-Za-z]",
        "Ã[‘“][A-Za-z]",
        f"(á[º»]|ðŸ)[{_SECOND}{_LETTERS}]",
        f"([ÎÏÐÑ×ØÙ][{_SECOND}]){{2}}",
        "â[€‚„]|ï»¿|ï¿½",
    )
)
"""UTF-8 that was read as Windows-1252 or Latin-1: two or three signs where one letter was.

No neighbours in a word of any language look like this, in capital letters neither: KNÍŽEK and JOÃO are names.
Before a closing quote or a dash `Ã` may end a word in capitals: there it counts after a small letter only, or
where a word begins with it. `à` alone is not found, as its second half is a blank that names may have, too.
"""

_JOINERS = "\u200c\u200d"
"""Signs that belong into words of Persian and Hindi, but not beside a Latin letter or at an end."""
INVISIBLE = "|".join(
    (
        "(^|[^ÂÃÄÅ])\u00ad",
        "[\u180e\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]",
        f"(^|[!-~])[{_JOINERS}]|[{_JOINERS}]([!-~]|$)",
    )
)
"""Signs without ink that a value has for nothing; after `Ã` a soft hyphen is half of a broken letter."""

STRANGE = r'[;|\[\]{}"]'
"""Signs that no code and no ID has: another separator, or JSON."""
STRANGE_IN_TEXT = r'^\[.*\]$|^\{\s*"|^[^\s,;|]+([;|][^\s,;|]+)+$'
"""Where items may be any text: JSON as a whole, or single words between other separators."""
LOOSE = r"(^|,)\s*(,|$)|\s,|,\s"
"""An item is missing, or a blank stands beside a comma."""


def is_list_form_broken(cell: "pl.Expr") -> "pl.Expr":
    """Whether nobody can tell which codes or IDs a cell lists: another separator, or JSON.

    DDE310 says it; no other rule looks at the items of such a cell.
    """
    return cell.str.contains(STRANGE)

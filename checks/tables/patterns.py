"""Patterns of damaged values, shared so that rules, references and pseudonyms agree on them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

EXPONENT = "^[0-9]([.,][0-9]+)?[Ee][+][0-9]+$"

_DAMAGE = "\u0080-\u009f\ufffd"
"""C1 control characters, which only a wrong encoding produces, and the replacement character."""
_SURE = "¡-©¬\u00ad®-´¶-¹¼-¿€‚„†‡‰•˜™"
"""What the second byte of a letter decodes to, where no name has such a character after a letter."""
_CLOSERS = "‘’“”‹›«»–—…"
"""The same, but these may also follow a capital letter at the end of a word."""
_LETTERS = "ªµºŠŒŽšœžŸƒˆ"
"""The same, but these are letters in some language."""
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
"""Mojibake: UTF-8 read as Windows-1252 or Latin-1, with two or three characters for one letter.

Words of no language match, not even in capitals: KNÍŽEK and JOÃO are names. Before a closing quote or a dash,
`Ã` may end a word in capitals, so there it counts only after a small letter or at the start of a word. A lone
`à` is not found, because its second half is a space, which names may have too.
"""

LOST_LETTER = r"\p{L}\?|\?\p{L}"
"""A question mark beside a letter: what a program writes for a letter that its encoding lacks."""

HTML_CODE = (
    r"&(#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5}|amp|lt|gt|quot|apos|nbsp|szlig|[lr][sd]quo|[nm]dash|ord[fm]"
    r"|[A-Za-z](acute|grave|circ|tilde|uml|ring|cedil|slash|caron)|(AE|ae|OE|oe)lig|ETH|eth|THORN|thorn);"
)
"""Character references of HTML: numbers, signs, and the letters of names (HTML 4.01, section 24)."""

NO_BREAK_SPACE = r"\w[\u{A0}\u{2007}\u{202F}]\w"
"""A no-break space inside a value; at an end it is a space like others, which DDE307 reports."""

_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which Persian and Hindi words need, but not beside a Latin letter or at an end."""
INVISIBLE = "|".join(
    (
        "(^|[^ÂÃÄÅ])\u00ad",
        "[\u180e\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]",
        f"(^|[!-~])[{_JOINERS}]|[{_JOINERS}]([!-~]|$)",
    )
)
"""Invisible characters without a purpose; after `Ã` a soft hyphen is half of a garbled letter."""

STRANGE = r'[;|\[\]{}"]'
"""Characters no code or ID has: another separator, or JSON."""
STRANGE_IN_TEXT = r'^\[.*\]$|^\{\s*"|^[^\s,;|]+([;|][^\s,;|]+)+$'
"""The same where items may be any text: a JSON value, or single words between other separators."""
LOOSE = r"(^|,)\s*(,|$)|\s,|,\s"
"""A missing item, or a space beside a comma."""


def is_list_form_broken(cell: "pl.Expr") -> "pl.Expr":
    """Whether a cell's items can't be read because it has another separator or JSON.

    DDE310 reports it; other rules skip such a cell.
    """
    return cell.str.contains(STRANGE)

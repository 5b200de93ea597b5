"""Escape control and invisible characters in text from files and servers, against terminal injection.

A cell, a header, a file name or a server's banner is data. Terminal libraries pass raw escape sequences on,
so a cell could move the cursor, write the clipboard or reverse the reading direction.

Call `visible` to put data into a sentence; it also limits the length and keeps it on one line. Where text
leaves the program (console, screen), `cleaned` escapes all of it again, in case `visible` was forgotten.
"""

import re
import unicodedata

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>"


def visible(text: str, limit: int = 200) -> str:
    """Return the text with control, invisible and direction characters made visible, shortened to `limit`.

    Args:
        text: text from a file or a server.
        limit: the maximum length in characters; longer text ends in "…".
    """
    clean = _CONTROL.sub(_picture, text[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def cleaned(text: str, keep: str = "") -> str:
    """Return the whole text with control, invisible and direction characters made visible.

    Args:
        text: text about to leave the program.
        keep: characters to leave as they are, such as the line feed.
    """
    if text.isprintable():  # much faster than the pattern, none of whose characters is printable
        return text
    return _CONTROL.sub(lambda match: match.group() if match.group() in keep else _picture(match), text)


def without_marks(text: str) -> str:
    """Return the text without accents, for folder and user names."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))

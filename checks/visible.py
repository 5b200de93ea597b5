"""Makes text from files and servers safe to show: the one place that says which signs are not.

A cell, a header, a file name or a server's banner is data. Terminal libraries pass raw escapes on, so
a cell could move the cursor, write the clipboard or reverse the reading direction. Every such sign is
replaced by one that can be seen.

Whoever puts data into a sentence calls `visible`, which also bounds its length and keeps it on one line.
Where text leaves the program (the console, the screen), `cleaned` goes over all of it once more, so that a
sentence somebody forgot shows its control signs instead of obeying them.
"""

import re
import unicodedata

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def _picture(match: re.Match[str]) -> str:
    sign = match.group()
    code = ord(sign)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>"


def visible(text: str, limit: int = 200) -> str:
    """Return the text with every control, invisible or direction sign made visible.

    Args:
        text: anything that came from a file or a server.
        limit: the longest result in characters; longer text ends in "…".
    """
    clean = _CONTROL.sub(_picture, text[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def cleaned(text: str, keep: str = "") -> str:
    """Return the whole text with every control, invisible or direction sign made visible.

    Args:
        text: anything that is about to leave the program.
        keep: signs that are meant, such as the line feed.
    """
    if text.isprintable():  # much quicker than the pattern, and none of its signs is printable
        return text
    return _CONTROL.sub(lambda match: match.group() if match.group() in keep else _picture(match), text)


def without_marks(text: str) -> str:
    """Return the text without accents, for names of folders and user names."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))

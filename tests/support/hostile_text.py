"""Text that tries to reach a terminal as more than text, a harmless twin of it, and what of it got through."""

import os
import re
import unicodedata
from collections import Counter

SEQUENCES = (
    "\x1b]52;c;Q0xJUA==\x07",  # writes the clipboard
    "\x1b[2J\x1b[3;1HTOP",  # clears the screen and writes where it likes
    "\x1b]0;TITLE\x07",
    "\x1b]8;;mailto:LINK\x1b\\",
    "\x1bPDCS\x1b\\\x1b_APC\x1b\\\x1b^PM\x1b\\\x1bXSOS\x1b\\",
    "\x1b[6nDSR\x05ENQ",  # the terminal answers, as if somebody had typed
    "\x1bcRIS",
    "\x9b31mCSI\x9dOSC\x9c\x90DEV\x9c",
    "\x07BEL\x08BAC\x0bVT\x0cFF\x0eSO\x7fDEL",
    "\rRET",
    "\u202eRLO\u202c\u2066LRI\u2069\u200eLRM\u200fRLM",
    "\u200bZWS\u200dZWJ\ufeffBOM\u2028LSE\u2029PSE",
    "\nLINE",
)
HOSTILE = "".join(SEQUENCES)
"""All of them in one text, short enough to be a file's name."""

NOT_UTF8 = "\udcff" if os.name == "posix" else ""
"""What Python makes of a byte of a file's name that is no UTF-8."""


def is_control(sign: str) -> bool:
    """Whether a sign is one that no terminal should be given; by Unicode's own words, not by ours."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def tamed(text: str) -> str:
    """The harmless twin: every such sign an x."""
    return "".join("x" if is_control(sign) else sign for sign in text)


def of_equal_width(text: str) -> str:
    """A harmless twin that a terminal program lays out as it does the text: each such sign is an accent."""
    return "".join("\u0301" if is_control(sign) else sign for sign in text)


def text_of(capture: bytes) -> str:
    """What a program wrote, bytes that are no UTF-8 kept apart; the terminal's line ends are made plain."""
    return capture.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def controls(text: str) -> Counter[str]:
    """How many of each control sign a program wrote, line ends left out."""
    return Counter(sign for sign in text if is_control(sign) and sign != "\n")


def got_through(text: str, payload: str = HOSTILE) -> list[str]:
    """The places of a payload that stand in the text as they were: a control sign and what comes after it."""
    signs = "".join({sign for sign in payload if is_control(sign)})
    pieces = re.split(f"(?=[{signs}])", payload)
    return [piece for piece in pieces if len(piece) > 2 and is_control(piece[0]) and piece[:7] in text]


_SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<mode>[<=>?]?)[\d;:]*(?P<does>[ -/]*[@-~])|\](?P<says>\d*)[^\x07\x1b]*(?:\x07|\x1b\\)|(?P<other>.))",
    re.DOTALL,
)


def kinds(text: str) -> set[str]:
    """The kinds of escape sequences in the text: what they do, without what they do it with."""
    return {"".join(part for part in match.groups() if part) for match in _SEQUENCE.finditer(text)}


def toml(text: str) -> str:
    """The text as a TOML string."""
    return '"' + "".join(_toml(sign) for sign in text) + '"'


def _toml(sign: str) -> str:
    return f"\\U{ord(sign):08X}" if is_control(sign) or sign in '"\\' else sign

"""Whether a file's letters are known for certain, so that they can be written anew as UTF-8.

The check reads what is no UTF-8 as Windows-1252, which is the likeliest. Writing it so is another matter: a
letter of a third character set would be broken for good.
"""

import re
from collections.abc import Iterable

_WRONG = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8, as Python hands it on."""
_LETTER = re.compile("[\udcc0-\udcd6\udcd8-\udcf6\udcf8-\udcff]")
_NO_SIGN = re.compile("[\udc81\udc8d\udc8f\udc90\udc9d]")
"""Bytes that mean nothing in Windows-1252."""
_OTHER_SCRIPT = re.compile("[\udc80-\udcff]{3}")
"""Letters with accents stand alone or in twos; where they do not, they are of another alphabet."""
_MAY_BE_CUT = re.compile("[\udc80-\udcbf]|[\udcc0-\udcff](?![A-Za-z])")
"""What may be left of a letter in UTF-8 that was cut in two."""
_NOT_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")


def is_surely_windows_1252(pieces: Iterable[bytes]) -> bool:
    """Tell whether what is no UTF-8 in these bytes is Windows-1252 without a doubt.

    It is where letters are more than other signs, as they are less in the sets of a Mac or of DOS; and where
    the file has letters in UTF-8 too, if each wrong byte is a letter in the middle of a word.
    """
    letters = others = 0
    is_mixed = may_be_cut = False
    for lines in _whole_lines(pieces):
        text = lines.decode("utf-8", "surrogateescape")
        if _NO_SIGN.search(text) or _OTHER_SCRIPT.search(text):
            return False
        found = len(_LETTER.findall(text))
        letters += found
        others += len(_WRONG.findall(text)) - found
        is_mixed = is_mixed or _NOT_ASCII.search(text) is not None
        may_be_cut = may_be_cut or _MAY_BE_CUT.search(text) is not None
    return letters >= others and not (is_mixed and may_be_cut)


def _whole_lines(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Yield the pieces cut after ends of lines, where no letter is in two parts; plain ASCII is left out."""
    held = b""
    for piece in pieces:
        block = held + piece
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        held = block[cut:]
        if not block[:cut].isascii():
            yield block[:cut]
    if not held.isascii():
        yield held

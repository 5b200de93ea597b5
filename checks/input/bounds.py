"""What no roster has, looked for while a file is read: it would fill the memory or take for ever."""

_LONGEST = 16_000_000
"""Maximum bytes of a line, and of blank lines in a row."""
_MOST_COLUMNS = 1_000


class Bounds:
    """The bounds of one file, which is looked at piece by piece."""

    def __init__(self) -> None:
        self._unbroken = 0
        self._blank = 0
        self._has_header = False

    def exceeded(self, piece: bytes) -> str:
        """Return what this piece has too much of; blank where it keeps the bounds."""
        last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self._unbroken = len(piece) + (self._unbroken if last < 0 else -last - 1)
        self._blank = self._blank + len(piece) if piece.isspace() else 0
        if self._unbroken > _LONGEST:
            return f"{_LONGEST:,} bytes without the end of a line"
        if self._blank > _LONGEST:
            return f"{_LONGEST:,} bytes of blank lines in a row"
        if not self._has_header and not self._blank:
            self._has_header = True
            if _columns(piece.lstrip()) > _MOST_COLUMNS:
                return f"{_MOST_COLUMNS:,} columns"
        return ""


def _columns(text: bytes) -> int:
    """Return how many columns the first line has, with whatever separator."""
    ends = [end for end in (text.find(b"\n"), text.find(b"\r")) if end >= 0]
    end = min(ends, default=len(text))
    return max(text.count(separator, 0, end) for separator in (b",", b";", b"\t", b"|")) + 1

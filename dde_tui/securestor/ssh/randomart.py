"""Randomart of a host key: differences are visible at a glance, unlike in 43 characters.

It is OpenSSH's algorithm, the drunken bishop (Loss, Limmer, von Gernler: "The drunken bishop", 2009), so it
can be compared with what `ssh-keygen -lv` prints.
"""

import base64

from dde_tui.securestor.ssh.fingerprints import parse_fingerprint

_COLUMNS, _ROWS = 17, 9
_VISITS = " .o+=*BOX@%&#/^"
_START, _END = "S", "E"


def randomart(fingerprint: str, title: str = "") -> tuple[str, ...]:
    """Return the randomart: 11 lines of 19 ASCII characters.

    Args:
        fingerprint: "SHA256:…", in any pasted form.
        title: in the upper frame, such as "ED25519 256"; truncated to fit.

    Raises:
        UsageError: it is not a fingerprint.
    """
    spelled = parse_fingerprint(fingerprint).removeprefix("SHA256:")
    field = _walked(base64.b64decode(spelled + "="))
    rows = ("".join(f"|{''.join(row)}|") for row in field)
    return (_edge(title), *rows, _edge("SHA256"))


def _walked(digest: bytes) -> list[list[str]]:
    """Walk the bishop: each pair of bits, lowest first, is a step along one of four diagonals."""
    visits = [[0] * _COLUMNS for _ in range(_ROWS)]
    x, y = _COLUMNS // 2, _ROWS // 2
    start = x, y
    for byte in digest:
        for shift in (0, 2, 4, 6):
            step = byte >> shift
            x = min(max(x + (1 if step & 1 else -1), 0), _COLUMNS - 1)
            y = min(max(y + (1 if step & 2 else -1), 0), _ROWS - 1)
            visits[y][x] += 1
    field = [[_VISITS[min(count, len(_VISITS) - 1)] for count in row] for row in visits]
    field[start[1]][start[0]] = _START
    field[y][x] = _END
    return field


def _edge(words: str) -> str:
    """Return a frame line with centered text, an odd dash to the right as in OpenSSH."""
    shown = f"[{words[: _COLUMNS - 2]}]" if words else ""
    left = (_COLUMNS - len(shown)) // 2
    return f"+{'-' * left}{shown}{'-' * (_COLUMNS - len(shown) - left)}+"

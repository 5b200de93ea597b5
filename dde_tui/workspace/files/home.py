"""Paths as people write them, with ~ for their own folder."""

import os
from pathlib import Path


def home_expanded(path: str, system: str = os.name) -> Path:
    """Expand ~ in the path; an unknown user's ~ stays as written.

    On Windows only one's own ~ is known: Python would guess where another user's folder is.
    """
    if system == "nt" and path.startswith("~") and path[1:2] not in ("", "/", "\\"):
        return Path(path)
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's own raises for such a user

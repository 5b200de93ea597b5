"""The Help Center's own record of the answers it wrote: their hashes, in a private file of this user.

A district may write to its own exchange folder, so a review there may be its own. What stands in this record
was written from here.
"""

import os
from pathlib import Path

from dde_tui.feedback.folder import Review
from dde_tui.workspace.disk import disk_trouble, private_file

_LARGEST = 16 * 1024**2
"""Bytes that are read, the newest: half a million answers."""


def remember(review: Review) -> None:
    """Add an answer that was written; DiskError where the disk refuses."""
    path = _path()
    with disk_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        private_file(path)
        with path.open("ab") as file:
            file.write(f"{review.id}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def own_answers() -> frozenset[str]:
    """Return the IDs of the reviews that were written from here; DiskError where they can't be read."""
    path = _path()
    with disk_trouble(path):
        if not path.exists():
            return frozenset()
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - _LARGEST, 0))
            return frozenset(file.read(_LARGEST).decode("ascii", "replace").split())


def _path() -> Path:
    from platformdirs import user_state_path

    return user_state_path("dde", appauthor=False) / "helpcenter-answers.txt"

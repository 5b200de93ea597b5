"""Files of a synced folder that are not here yet: a cloud service may keep only a name until it is opened."""

import os
from collections.abc import Iterable
from pathlib import Path

_OFFLINE, _ON_OPEN, _ON_ACCESS = 0x1000, 0x40000, 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN and _RECALL_ON_DATA_ACCESS of the Windows SDK."""


def is_placeholder(attributes: int) -> bool:
    """Return whether a file's attributes, as Windows reports them, say that its content is not here."""
    return bool(attributes & (_OFFLINE | _ON_OPEN | _ON_ACCESS))


def placeholders_in(path: Path) -> list[str]:
    """Return the names of files in a folder, or of the file itself, whose content is not here yet."""
    try:
        entries: Iterable[os.DirEntry[str]] = list(os.scandir(path)) if path.is_dir() else ()
        found = {each.name: each.stat() for each in entries} or {path.name: path.stat()}
    except OSError:
        return []
    return sorted(
        name for name, state in found.items() if is_placeholder(getattr(state, "st_file_attributes", 0))
    )

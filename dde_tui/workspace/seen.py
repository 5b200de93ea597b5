"""The workspaces that this user worked in: a small list of folders in the user's own state folder.

It holds paths and nothing else, so it can be lost without harm. Names, and where a district stands, are read
from each workspace when they are asked for.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from checks.errors import DdeError
from checks.regular_file import read_regular
from dde_tui.workspace.disk import disk_trouble, private_file, replace_file

_SCHEMA = "dde-workspaces-seen/1"
_MOST = 500
"""Workspaces that are remembered; beyond that the one remembered first is forgotten."""
_LONGEST = 4096
"""Characters of a path."""


def seen() -> list[Path]:
    """Return the folders in the order in which they were first seen; none where the list can't be read."""
    try:
        data = json.loads(read_regular(_path()))
        paths = data["workspaces"] if data["schema"] == _SCHEMA else []
        return [Path(each) for each in paths[:_MOST] if _is_path(each)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def remember(folder: Path) -> None:
    """Add a workspace to the list; where the disk refuses, it is just not listed."""
    folder = Path(os.path.realpath(folder))
    known = seen()
    if folder not in known:
        with suppress(DdeError):
            _write([*known, folder][-_MOST:])


def forget(folder: Path) -> bool:
    """Take a workspace off the list; nothing in it is touched. Return whether it was there.

    Raises:
        DiskError: the disk refused.
    """
    names = {folder.absolute(), Path(os.path.realpath(folder))}
    known = seen()
    left = [each for each in known if each not in names]
    if left != known:
        _write(left)
    return left != known


def _is_path(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value and Path(value).is_absolute()
    )


def _write(folders: Iterable[Path]) -> None:
    path = _path()
    with disk_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    private_file(path)
    data = {"schema": _SCHEMA, "workspaces": [str(each) for each in folders]}
    replace_file(path, f"{json.dumps(data, indent=1)}\n".encode("ascii"))


def _path() -> Path:
    from platformdirs import user_state_path

    return user_state_path("dde", appauthor=False) / "workspaces.json"

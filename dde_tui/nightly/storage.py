"""The private files of nights in a workspace's state: the key, snapshots, and changes that are held.

Each is written whole or not at all, and only this user can read it. What is read is bounded and validated.
"""

import json
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from checks.regular_file import read_regular
from dde_tui.nightly.approvals import HeldChange, HoldDataError
from dde_tui.nightly.hashing import KEY_BYTES, Hasher
from dde_tui.nightly.snapshot import Snapshot, SnapshotError
from dde_tui.workspace.disk import disk_trouble, private_folder, replace_file

FOLDER = "nightly"
_KEY = "key"
_LARGEST = 512 * 1024**2
"""Bytes of a snapshot or a held change; one of a million people has 90 MB."""
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,60}", re.ASCII)


def hasher_of(state: Path, *, keep: bool = True) -> Hasher:
    """Return the hasher with the workspace's own key, which is made when it is first needed.

    A key that is damaged or lost is made anew. Then earlier snapshots tell only how many rows files had.

    Args:
        state: the workspace's folder of what dde itself keeps.
        keep: whether a new key is kept; a rehearsal changes nothing.

    Raises:
        DiskError: it can't be read or written.
    """
    path = state / FOLDER / _KEY
    with disk_trouble(path):
        key = read_regular(path, KEY_BYTES + 1) if path.exists() else b""
    if len(key) != KEY_BYTES:
        key = secrets.token_bytes(KEY_BYTES)
        if keep:
            replace_file(_home(state) / _KEY, key)
    return Hasher(key)


def keep_snapshot(state: Path, submission: str, snapshot: Snapshot) -> None:
    """Keep the snapshot of a submission; DiskError where the disk refuses."""
    replace_file(_snapshot_path(state, submission), _json(snapshot.to_data()))


def read_snapshot(state: Path, submission: str) -> Snapshot | None:
    """Return the snapshot of a submission; None where there is none that can be read."""
    data = _read(_snapshot_path(state, submission))
    with suppress(SnapshotError):
        return Snapshot.from_data(data) if data is not None else None
    return None


def keep_only(state: Path, submissions: Iterable[str]) -> None:
    """Remove the snapshots of all other submissions: they are compared with no more."""
    kept = {_snapshot_path(state, name).name for name in submissions}
    folder = _home(state) / "snapshots"
    with disk_trouble(folder):
        for path in folder.glob("*.json") if folder.is_dir() else ():
            if path.name not in kept:
                path.unlink(missing_ok=True)


def keep_held(state: Path, held: HeldChange) -> None:
    """Keep a held change, so that it can be approved; DiskError where the disk refuses."""
    replace_file(_held_path(state, held.delta.id), _json(held.to_data()))


def read_held(state: Path, hold: str) -> HeldChange | None:
    """Return the held change of this ID; None where it is not there whole."""
    data = _read(_held_path(state, hold))
    with suppress(HoldDataError):
        held = HeldChange.from_data(data) if data is not None else None
        return held if held and held.delta.id == hold else None
    return None


def forget_held(state: Path) -> None:
    """Remove all held changes: after a sending none of them is one any more."""
    folder = _home(state) / "holds"
    with disk_trouble(folder):
        for path in folder.glob("*.json") if folder.is_dir() else ():
            path.unlink(missing_ok=True)


def _home(state: Path) -> Path:
    private_folder(state)
    private_folder(state / FOLDER)
    return state / FOLDER


def _snapshot_path(state: Path, submission: str) -> Path:
    return _inside(_home(state) / "snapshots", submission)


def _held_path(state: Path, hold: str) -> Path:
    return _inside(_home(state) / "holds", hold)


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a name that the journal holds, which could be anything."""
    private_folder(folder)
    return folder / f"{name if _NAME.fullmatch(name) else 'unnamed'}.json"


def _json(data: object) -> bytes:
    return json.dumps(data, allow_nan=False, separators=(",", ":")).encode()


def _read(path: Path) -> object:
    """Return what a file of ours holds; None where it is missing or damaged."""
    try:
        return json.loads(read_regular(path, _LARGEST))
    except (OSError, ValueError, RecursionError):
        return None

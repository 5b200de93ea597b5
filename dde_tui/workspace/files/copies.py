"""Copies of the last sets that were sent, for a district that wants to look back: students' data.

They are kept only where the settings say so, in the workspace's own folder that no other user of this machine
can read. They are not encrypted. A copy is written atomically and never goes into a bundle.
"""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from dde_tui.workspace.disk import disk_trouble, private_folder
from dde_tui.workspace.files.patience import patiently
from dde_tui.workspace.files.staging import Staging, staging, sync_folder, write_synced

FOLDER = "copies"
_OURS = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}", re.ASCII)
"""A submission's name; it begins with the time, so that names sort by it."""

Bytes = Callable[[], Generator[bytes]]
"""Yields a file's bytes, and raises at the end if they are not the ones that were sent."""


def keep_copy(state: Path, submission: str, files: Mapping[str, Bytes], most: int) -> Path | None:
    """Keep the set of a submission, and remove the oldest copies beyond `most`.

    Args:
        state: the workspace's folder of what dde itself keeps.
        submission: its name.
        files: the bytes of each file, by its name; they are streamed.
        most: copies that are kept in all; 0 keeps none, and removes those that are there.

    Returns:
        the copy's folder; None where none is kept.

    Raises:
        DiskError: the disk refused; no partial copy is left.
        Otherwise whatever `files` raise, as where a file changed since.
    """
    home = state / FOLDER
    if most:
        private_folder(home)
    elif not copies_in(state):
        return None
    with disk_trouble(home), staging(home) as staged:
        kept = _written(staged, submission, files) if most else None
        others = [each for each in copies_in(state) if each != kept]
        for old in others[: max(0, len(others) + bool(kept) - most)]:
            # It goes with the staging folder; half of it is no copy any more.
            patiently(partial(old.rename, staged.path / old.name))
    return kept


def copies_in(state: Path) -> list[Path]:
    """Return the folders of the copies, oldest first; other files there are ignored."""
    home = state / FOLDER
    with disk_trouble(home):
        found = home.iterdir() if home.is_dir() else ()
        return sorted(path for path in found if _OURS.fullmatch(path.name) and not path.is_symlink())


def _written(staged: Staging, submission: str, files: Mapping[str, Bytes]) -> Path:
    final, part = staged.home / submission, staged.new / submission
    if final.exists():
        return final
    part.mkdir(mode=0o700)
    for name, read in files.items():
        with disk_trouble(part / name), closing(read()) as pieces:
            write_synced(part / name, pieces)
    sync_folder(part)
    staged.put_in_place([submission])
    return final

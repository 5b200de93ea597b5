"""Disk access of a workspace: private folders and files, atomic writes, and OSError as DiskError."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checks.visible import visible
from dde_tui.errors import DiskError, refused_because
from dde_tui.workspace.files.staging import staging, write_synced


@contextmanager
def disk_trouble(path: Path) -> Iterator[None]:
    """Turn every refusal of the operating system inside into a DiskError that names this path."""
    try:
        yield
    except OSError as error:
        why, to_do = refused_because(error)
        raise DiskError(
            f"{visible(str(path))} cannot be used: {why}.", meaning="Nothing was changed there.", to_do=to_do
        ) from error


def private_folder(path: Path) -> None:
    """Create the folder unless it exists, with access for this user only; a link in its place is refused.

    Raises:
        DiskError: it cannot be created.
    """
    with disk_trouble(path):
        if path.is_symlink():
            raise OSError(0, "it is a link, and dde does not write through links")
        path.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Create the empty file unless it exists, readable by this user only.

    Raises:
        DiskError: it cannot be created.
    """
    with disk_trouble(path), suppress(FileExistsError):
        write_synced(path, ())


def replace_file(path: Path, data: bytes) -> None:
    """Write the file atomically: a reader sees the old bytes or the new ones, also after a crash.

    Raises:
        DiskError: as `replace_file_by`.
    """
    replace_file_by(path, [data])


def replace_file_by(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the file atomically from its pieces, readable by this user only, also where it was not before.

    Raises:
        DiskError: it cannot be written, or a link is in its place; the old file is as it was.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a name for the folder of "." too, without following links
    with disk_trouble(path), staging(path.parent) as staged:
        write_synced(staged.new / path.name, pieces)
        staged.put_in_place([path.name])

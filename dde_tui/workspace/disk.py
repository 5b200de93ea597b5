"""Disk access of a workspace: private files, atomic writes, and OSError as DiskError."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checks.visible import visible
from dde_tui.errors import DiskError


@contextmanager
def disk_trouble(path: Path) -> Iterator[None]:
    """Turn every refusal of the operating system inside into a DiskError that names this path."""
    try:
        yield
    except OSError as error:
        raise DiskError(
            f"{visible(str(path))} cannot be used: {error.strerror or type(error).__name__}.",
            meaning="Nothing was changed there.",
            to_do="Check that the disk has space and that you can read and write there, then try again.",
        ) from error


def private_folder(path: Path) -> None:
    """Create the folder unless it exists, with access for this user only.

    On Windows the folder inherits its rights, which keep others out of a user's own folders too.

    Raises:
        DiskError: it cannot be created.
    """
    with disk_trouble(path):
        path.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Create the empty file unless it exists, readable by this user only.

    Raises:
        DiskError: it cannot be created.
    """
    with disk_trouble(path):
        if not path.exists():
            path.touch(mode=0o600)


def write_synced(path: Path, pieces: Iterable[bytes], mode: int = 0o666) -> None:
    """Write a new file and wait until the disk has it; OSError where the disk refuses."""
    path.touch(mode=mode, exist_ok=False)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Write the file atomically: a reader sees the old bytes or the new ones, also after a crash.

    The bytes go to a temporary file, which is synced and renamed. A link is followed; the file's
    permissions are kept, and a new one is as private as its folder.

    Raises:
        DiskError: it cannot be written; the old file is as it was.
    """
    with disk_trouble(path):
        final = path.resolve()
        part = final.with_name(f".{final.name}.{os.urandom(4).hex()}")
        try:
            write_synced(part, [data], final.parent.stat().st_mode & 0o666)
            if final.exists() and os.name != "nt":  # on Windows a folder's rights are inherited
                part.chmod(final.stat().st_mode)
            part.replace(final)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        sync_folder(final.parent)


def sync_folder(path: Path) -> None:
    """Sync the folder, so that a rename survives a power cut; Windows needs no call for that."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network folders can't sync; the rename is done anyway
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

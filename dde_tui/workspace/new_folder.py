"""Writes many files into a new or empty folder atomically: all of them, or none."""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from checks.visible import visible
from dde_tui.errors import UsageError
from dde_tui.workspace.disk import disk_trouble

Pieces = Iterable[bytes]


def refuse_used(output: Path, source: Path) -> None:
    """Refuse an output that is not empty or is inside the source: originals are never touched.

    Raises:
        UsageError: it is a file, a folder that is not empty, or inside the source.
        DiskError: it can't be read.
    """
    inside, whole = output.absolute().resolve(), source.absolute().resolve()
    with disk_trouble(output):
        is_used = inside.exists() and (not inside.is_dir() or any(inside.iterdir()))
    if inside == whole or whole in inside.parents:
        happened = f"{visible(str(output))} is inside the source."
    elif is_used:
        happened = f"{visible(str(output))} already exists and is not an empty folder."
    else:
        return
    raise UsageError(
        happened,
        meaning="Nothing was written: dde never overwrites originals or other files.",
        to_do="Give --output a new folder.",
    )


def write_new(files: Iterable[tuple[PurePosixPath, Pieces]], output: Path) -> None:
    """Write the files into a folder, which is created if needed.

    All of them go to a temporary folder and are synced before the first one is renamed. If anything fails,
    the folder is as it was.

    Args:
        files: the path of each file in the folder, and its bytes in pieces, read lazily.
        output: the folder.

    Raises:
        DiskError: the disk refused.
    """
    is_new = not output.exists()
    part = output / f".{secrets.token_hex(4)}.part"
    begun: list[Path] = []
    try:
        with disk_trouble(output):
            part.mkdir(parents=True)
            for path, pieces in files:
                _write(part / path, pieces)
            for item in sorted(part.iterdir()):
                begun.append(output / item.name)
                item.rename(output / item.name)
            part.rmdir()
    except BaseException:
        for item in (part, *begun):
            _remove(item)
        if is_new:
            with suppress(OSError):
                output.rmdir()
        raise


def _write(path: Path, pieces: Pieces) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)

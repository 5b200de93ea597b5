"""Atomic write of a set of files: all of them appear, or none."""

import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from checks.visible import visible
from dde_tui.errors import DiskError, UsageError
from dde_tui.workspace.disk import disk_trouble, write_synced

Pieces = Iterable[bytes]


def refuse_used(output: Path, source: Path) -> None:
    """Refuse an output that is not empty or is inside the source: originals are never touched.

    Raises:
        UsageError: it is a file, a folder that is not empty, or a place inside the source.
        DiskError: nobody may look there.
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


def write_files(files: Iterable[tuple[PurePosixPath, Pieces]], output: Path) -> None:
    """Write the files into a folder, which is created if needed; other files there stay.

    All of them are written to a temporary folder and synced first, then renamed. If a rename fails (a file
    is open in another program), those already made are rolled back.

    Args:
        files: relative path and byte chunks of each file, consumed one by one.
        output: the folder.

    Raises:
        DiskError: the disk refused; the folder is as it was.
    """
    mark = secrets.token_hex(4)
    part, old = output / f".{mark}.part", output / f".{mark}.old"
    is_new = False
    try:
        is_new = not output.exists()
        part.mkdir(parents=True)
        for path, pieces in files:
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            write_synced(target, pieces)
        _exchange(part, old, output)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                output.rmdir()
        if not isinstance(error, OSError):
            raise
        why = error.strerror or type(error).__name__
        raise DiskError(
            f"The files can't be written into {visible(str(output))}: {why}.",
            meaning="The files there are unchanged.",
            to_do="Check that the disk has space and no other program has the files open, then try again.",
        ) from error
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)


def _exchange(part: Path, old: Path, output: Path) -> None:
    """Rename everything, or roll back: replaced files stay in `old` until all renames succeeded."""
    begun: list[str] = []
    try:
        old.mkdir()
        for name in sorted(item.name for item in part.iterdir()):
            begun.append(name)
            if (output / name).is_file():
                (output / name).replace(old / name)
            (part / name).rename(output / name)
    except BaseException as error:
        stuck = [name for name in begun if not _changed_back(name, part, old, output)]
        if stuck:
            raise DiskError(
                f"Only some of the files in {visible(str(output))} could be replaced.",
                meaning=f"The old ones are in {old.name} there: {', '.join(stuck)}.",
                to_do="Close the files in other programs and try again.",
            ) from error
        with suppress(OSError):
            old.rmdir()
        raise


def _changed_back(name: str, part: Path, old: Path, output: Path) -> bool:
    try:
        if not (part / name).exists():
            (output / name).rename(part / name)
        if (old / name).exists():
            (old / name).rename(output / name)
    except OSError:
        return False
    return True

"""Writes a file set into a folder atomically, or leaves the folder as it was."""

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from checks.job import UNWATCHED, Job
from checks.progress import Progress
from checks.visible import visible
from dde_tui.errors import DiskError, SettingsError


def refuse_source(output: Path, names: Iterable[str], source: Path) -> None:
    """Refuse a folder in which one of the names is the source itself.

    Raises:
        SettingsError: writing there would replace the export.
    """
    beside = output.resolve() == source.resolve().parent
    if beside and source.name.casefold() in {name.casefold() for name in names}:
        raise SettingsError(
            f"Building into {visible(str(output))} would replace the export {visible(source.name)}.",
            meaning="Nothing was built.",
            to_do="Build into another folder.",
        )


def write_set(files: Mapping[str, bytes], output: Path, job: Job[Progress] = UNWATCHED) -> None:
    """Write all the files into the folder, which is created if needed; other files there stay.

    Every file is first written to a temporary name and synced. Only then are they renamed, and if one can't
    be (it is open in another program), the renames are rolled back.

    Args:
        files: name to content.
        output: the folder.
        job: told the files written and their number.

    Raises:
        DiskError: the disk refused; the folder's files are as they were.
        CancelledError: the job was cancelled; the folder's files are as they were.
    """
    mark = secrets.token_hex(4)
    parts = {name: output / f".{name}.{mark}.part" for name in files}
    olds = {name: output / f".{name}.{mark}.old" for name in files}
    try:
        output.mkdir(parents=True, exist_ok=True)
        for done, (name, data) in enumerate(files.items(), 1):
            with parts[name].open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            job.progress(Progress("", 0, done, len(files)))
            job.stop_if_cancelled("The work was stopped.", "The files are as they were.")
        _exchange(output, parts, olds)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DiskError(
            f"The files can't be written into {visible(str(output))}: {why}.",
            meaning="The files there are as they were.",
            to_do="Check that the disk has space and no other program has the files open; then try again.",
        ) from error
    finally:
        for path in parts.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _exchange(output: Path, parts: Mapping[str, Path], olds: Mapping[str, Path]) -> None:
    """Give every part its final name, or none: an old file is kept next to it until all are renamed."""
    begun: list[str] = []
    try:
        for name, part in parts.items():
            final = output / name
            if final.is_file():
                final.replace(olds[name])
            begun.append(name)
            part.replace(final)
    except BaseException as error:
        stuck = [name for name in begun if not _rolled_back(output / name, parts[name], olds[name])]
        if stuck:
            raise DiskError(
                f"Only some of the files in {visible(str(output))} could be replaced.",
                meaning=f"The old ones are next to them as {', '.join(olds[name].name for name in stuck)}.",
                to_do="Close the files in other programs and build again.",
            ) from error
        raise
    for old in olds.values():
        with suppress(OSError):
            old.unlink(missing_ok=True)


def _rolled_back(final: Path, part: Path, old: Path) -> bool:
    try:
        if old.exists():
            old.replace(final)
        elif not part.exists():
            final.unlink()
    except OSError:
        return False
    return True

"""Atomic write of a set of files: all of them appear, or none."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from checks.visible import visible
from dde_tui.errors import DiskError, UsageError, refused_because
from dde_tui.workspace.disk import disk_trouble
from dde_tui.workspace.files.permissions import ROOT, this_account
from dde_tui.workspace.files.staging import Staging, staging, sync_folder, tidy, write_synced

Pieces = Iterable[bytes]


def refuse_used(output: Path, source: Path) -> None:
    """Refuse an output that is not empty or is inside the source: originals are never touched.

    Raises:
        UsageError: it is a file, a folder that is not empty, or a place inside the source.
        DiskError: nobody may look there.
    """
    inside = output.absolute().resolve()
    with disk_trouble(output):
        is_used = inside.exists() and (not inside.is_dir() or any(inside.iterdir()))
    if lies_in(output, source):
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


def lies_in(path: Path, whole: Path) -> bool:
    """Return whether a path is another one or is inside it, however the two are written.

    Where letter case tells no files apart, as on macOS and Windows, "Export" is "export"; macOS takes two
    spellings of ä for one. So what exists is compared by what the disk says it is.
    """
    inside, outer = path.absolute().resolve(), whole.absolute().resolve()
    for each in (inside, *inside.parents):
        if each == outer:
            return True
        with suppress(OSError):
            if each.samefile(outer):
                return True
    return False


def refuse_taken(output: Path, *, may_replace: bool) -> None:
    """Refuse a file to write that is a folder or a link, or that exists, unless it may be replaced.

    Raises:
        UsageError: nothing may be written there.
    """
    shown, folder = visible(str(output)), output.absolute().parent
    other = "Give another name, or use --force to replace that file."
    if output.is_dir():
        happened, to_do = f"{shown} is a folder.", "Give the name of a file in it."
    elif output.is_symlink():
        happened, to_do = f"{shown} is a link, and dde does not write through links.", "Give another name."
    elif output.exists() and not (may_replace and output.is_file()):
        happened, to_do = f"{shown} already exists.", other
    elif not folder.is_dir():
        happened, to_do = f"There is no folder {visible(str(folder))}.", "Give an existing folder."
    elif not os.access(folder, os.W_OK):
        happened, to_do = f"You can't write to {visible(str(folder))}.", "Give another folder."
    else:
        return
    raise UsageError(happened, meaning="Nothing was written.", to_do=to_do)


def is_stream(output: Path) -> bool:
    """Return whether it is a device or a pipe, such as /dev/null, which is written into and never replaced.

    One that another user put there does not count: the report would go to that user.
    """
    me = this_account()
    try:
        entry, mode = output.lstat(), output.stat().st_mode
    except OSError:
        return False
    is_trusted = me is None or entry.st_uid in (me.uid, ROOT)
    return is_trusted and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def complete_earlier(output: Path) -> None:
    """Complete what a killed run was putting into this folder, and take its leftovers away.

    Raises:
        DiskError: a file that must be renamed is in use.
    """
    with _trouble(output):
        for folder in (output.absolute().parent, output):
            if folder.is_dir():
                tidy(folder)


def write_files(
    files: Iterable[tuple[PurePosixPath, Pieces]], output: Path, beside: Mapping[str, Pieces] | None = None
) -> None:
    """Write the files into a folder, which is created if needed; other files there stay.

    All of them are staged and synced first, then put in place together. A folder that is new, or
    holds nothing else than these files, is replaced as a whole; elsewhere the files are replaced one by one.

    Args:
        files: relative path and byte chunks of each file, consumed one by one.
        output: the folder.
        beside: byte chunks of files that appear with the set, next to its folder; consumed after the set.

    Raises:
        DiskError: the disk refused, or the folder is a link; the folder is as it was.
    """
    complete_earlier(output)
    with _trouble(output), _made_parents(output):
        output = _folder(output)
        home = output.parent if beside or _can_stage_in(output.parent, output) else output
        base = PurePosixPath(output.name if home == output.parent else "")
        with staging(home) as staged:
            for path, pieces in files:
                _stage(staged, base / path, pieces)
            names = _names(staged, output, base)
            for name, pieces in (beside or {}).items():
                _stage(staged, PurePosixPath(name), pieces)
            with _stuck_is_told(staged, output):
                staged.put_in_place([*(beside or {}), *names])


def _folder(output: Path) -> Path:
    """Return the real path of a folder; a link in its place is refused, those above it are followed."""
    if output.is_symlink():
        raise OSError(0, "it is a link; name the folder it leads to")
    return output.resolve()


def _can_stage_in(parent: Path, output: Path) -> bool:
    """Whether the set can be prepared next to its folder: on the same disk, where we may write."""
    is_own_disk = output.exists() and os.path.ismount(output)
    return parent != output and not is_own_disk and os.access(parent, os.W_OK | os.X_OK)


def _stage(staged: Staging, path: PurePosixPath, pieces: Pieces) -> None:
    target = staged.new / path
    for folder in reversed([each for each in target.parents if staged.new in each.parents]):
        folder.mkdir(mode=0o700, exist_ok=True)
    write_synced(target, pieces)


def _names(staged: Staging, output: Path, base: PurePosixPath) -> list[str]:
    """Return what is put in place: the whole folder, or each of its files where it must stay.

    It must stay where it holds other files, or where somebody is in it, as in a shell.
    """
    folder = staged.new / base
    folder.mkdir(mode=0o700, exist_ok=True)  # a set may have no file
    made = {each.name for each in folder.iterdir()}
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(each)
    is_whole = str(base) != "." and not Path.cwd().is_relative_to(output)
    if is_whole and (not output.exists() or _holds_only(output, made)):
        return [str(base)]
    return [str(base / name) for name in sorted(made)]


def _holds_only(output: Path, names: set[str]) -> bool:
    with os.scandir(output) as entries:
        return all(each.name in names and each.is_file(follow_symlinks=False) for each in entries)


@contextmanager
def _made_parents(output: Path) -> Iterator[None]:
    """Make the missing folders around the output, private; remove them again if the body fails."""
    parents = output.absolute().parents
    missing = [each for each in parents if not each.exists()]
    try:
        for each in reversed(missing):
            each.mkdir(mode=0o700)
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


@contextmanager
def _trouble(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why, to_do = refused_because(error)
        where = visible(Path(os.fsdecode(error.filename)).name) if error.filename else ""
        raise DiskError(
            f"The files can't be written into {visible(str(output))}: {why}{where and f' ({where})'}.",
            meaning="The files there are unchanged.",
            to_do=to_do,
        ) from error


@contextmanager
def _stuck_is_told(staged: Staging, output: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not staged.is_stuck:
            raise
        raise DiskError(
            f"Only some of the files in {visible(str(output))} could be replaced.",
            meaning=f"The old ones are in {visible(str(staged.old))}.",
            to_do="Close the files in other programs and try again: dde then completes it.",
        ) from error

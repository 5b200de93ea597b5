"""How everything is written: into a private folder beside its place, synced, and renamed from there.

The folder has a random name, so nobody can put a link or a file there before. It is locked as long as its run
lives; one without a living run is what a killed run left, and the next run that writes there takes it away.
"""

import json
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dde_tui.workspace.files.patience import patiently
from dde_tui.workspace.files.permissions import this_account

if TYPE_CHECKING:
    import filelock

_OURS = re.compile(r"\.dde-[0-9a-f]{16}\.part", re.ASCII)
_LOCK, _INTENT = "lock", "intent.json"
_LONGEST_INTENT = 4 * 1024 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Staging:
    """One such folder: what will be there (`new`), and what was there and is replaced (`old`).

    Args:
        path: the folder itself.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = path.parent
        self.new = path / "new"
        self.old = path / "old"
        self.is_stuck = False
        """Whether its files could neither be put in place nor back, and must stay until that works."""

    def put_in_place(self, names: Sequence[str]) -> None:
        """Give what is staged its names in the folder around: all of them, or none.

        One name takes one rename. For more, and where a whole folder is replaced, the intent is written first
        and all that is replaced moves away before the first new name is given, so old and new never stand
        side by side. A run that is killed in between is completed by the next one.

        Args:
            names: paths below `new`, with slashes, each to be given to the same path below `home`.

        Raises:
            OSError: a name is taken by something else, or the disk refused; all is as it was, or
                `is_stuck` says that it is not.
        """
        taken = [name for name in names if os.path.lexists(self.home / name)]
        for name in taken:
            _refuse_other_kind(self.new / name, self.home / name)
        if len(names) == 1 and not (taken and (self.home / names[0]).is_dir()):
            source, target = self.new / names[0], self.home / names[0]
            patiently(lambda: source.replace(target))
            sync_folder((self.home / names[0]).parent)
            return
        write_synced(self.path / _INTENT, [json.dumps({"names": [*names], "taken": taken}).encode()])
        sync_folder(self.path)
        try:
            self.is_stuck = True
            for source, target in self._moves(names, taken):
                _rename_new(source, target)
        except BaseException:
            self.is_stuck = not self._undone(names, taken)
            raise
        self.is_stuck = False
        for folder in {(self.home / name).parent for name in names}:
            sync_folder(folder)

    def _moves(self, names: Iterable[str], taken: Iterable[str]) -> list[tuple[Path, Path]]:
        for name in taken:
            (self.old / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        away = [(self.home / name, self.old / name) for name in taken]
        return away + [(self.new / name, self.home / name) for name in names]

    def _undone(self, names: Iterable[str], taken: Iterable[str]) -> bool:
        """Take back the renames that were done, the last one first; return whether all of them could be."""
        is_whole = True
        for source, target in reversed(self._moves(names, taken)):
            if os.path.lexists(target) and not os.path.lexists(source):
                try:
                    patiently(partial(target.rename, source))
                except OSError:
                    is_whole = False
        return is_whole

    def complete(self) -> None:
        """Do what is left to do of a killed run's renames; what somebody put there since then stays.

        Raises:
            OSError: a file is open in another program; the rest is still staged.
        """
        names, taken = _intended(self.path / _INTENT)
        for source, target in self._moves(names, taken):
            is_old = self.old in target.parents
            staged = self.new / target.relative_to(self.old if is_old else self.home)
            if all(map(os.path.lexists, (staged, source))) and not os.path.lexists(target):
                patiently(partial(source.rename, target))


@contextmanager
def staging(home: Path) -> Iterator[Staging]:
    """Yield a new staging folder in `home`; take away those of killed runs before, and this one at the end.

    Raises:
        OSError: the disk refused.
    """
    with suppress(OSError):  # a file of another set may be in use, which is no reason not to write this one
        tidy(home)
    path, lock = _claimed(home)
    staged = Staging(path)
    try:
        staged.new.mkdir(mode=0o700)
        yield staged
    finally:
        if staged.is_stuck:
            lock.release()
        else:
            _remove(path, lock)


def tidy(home: Path) -> None:
    """Complete what killed runs of this user were putting in place here, and take the rest of them away.

    Raises:
        OSError: a file that must be renamed is in use.
    """
    with os.scandir(home) as entries:
        left = [Path(home, entry.name) for entry in entries if _OURS.fullmatch(entry.name)]
    for path in left:
        if _is_own_folder(path) and (lock := _locked(path)) is not None:
            try:
                Staging(path).complete()
            except BaseException:
                lock.release()
                raise
            _remove(path, lock)


def write_synced(path: Path, pieces: Iterable[bytes], mode: int = 0o600) -> None:
    """Write a new file and wait until the disk has it; never through a link, never over another file.

    Raises:
        OSError: something is there already, or the disk refused.
    """
    with open(path, "wb", opener=lambda name, _: os.open(name, _NEW, mode)) as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


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


def _refuse_other_kind(new: Path, there: Path) -> None:
    """Refuse to replace a link, and a folder by a file or the other way round."""
    mode = there.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise OSError(0, "it is a link, and dde does not write through links", str(there))
    if stat.S_ISDIR(mode) != new.is_dir():
        raise OSError(0, f"a {'folder' if stat.S_ISDIR(mode) else 'file'} has this name", str(there))


def _rename_new(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(0, "something else took this name meanwhile", str(target))
    patiently(lambda: source.rename(target))


def _intended(path: Path) -> tuple[list[str], list[str]]:
    """Return the names of an intent, or none where there is no whole one: then nothing was renamed."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_LONGEST_INTENT))
        names, taken = told["names"], told["taken"]
    except (OSError, ValueError, TypeError, KeyError):
        return [], []
    is_ours = isinstance(names, list) and isinstance(taken, list) and all(map(_is_inside, [*names, *taken]))
    return (names, taken) if is_ours else ([], [])


def _is_inside(name: object) -> bool:
    """Whether it is a name in the folder, or in one of its folders: an intent leads nowhere else."""
    if not isinstance(name, str) or "\\" in name or ":" in name:
        return False
    parts = PurePosixPath(name).parts
    return 1 <= len(parts) <= 2 and not {"/", "..", "."} & {*parts}


def _is_own_folder(path: Path) -> bool:
    state = path.lstat()
    me = this_account()
    return stat.S_ISDIR(state.st_mode) and (me is None or state.st_uid == me.uid)


def _claimed(home: Path) -> "tuple[Path, filelock.BaseFileLock]":
    """Make a folder of a new name and lock it; another run may take it for a leftover in between."""
    while True:
        path = home / f".dde-{os.urandom(8).hex()}.part"
        path.mkdir(mode=0o700)
        lock = _locked(path)
        if lock is not None and (path / _LOCK).exists():
            return path, lock


def _locked(path: Path) -> "filelock.BaseFileLock | None":
    """Lock a staging folder without waiting; None where a living run holds it, or it is gone."""
    import filelock

    lock = filelock.FileLock(path / _LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except (filelock.Timeout, FileNotFoundError):
        return None
    return lock


def _remove(path: Path, lock: "filelock.BaseFileLock") -> None:
    """Remove the folder while it is locked; Windows removes what is open only after that."""
    intent = path / _INTENT
    patiently(lambda: intent.unlink(missing_ok=True))
    shutil.rmtree(path, ignore_errors=True)
    lock.release()
    remove_folder(path)


def remove_folder(path: Path) -> None:
    """Remove a folder of ours with all that is in it, as far as the system lets us."""
    with suppress(OSError):
        patiently(lambda: shutil.rmtree(path))
    shutil.rmtree(path, ignore_errors=True)

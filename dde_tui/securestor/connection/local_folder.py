"""A folder on this computer that a stranger may change at the same moment, such as SecureStor's disk.

What was looked at by its path may be replaced by a link before it is opened. So a path is opened part by
part, each in the open folder before it, and no link is followed. Windows can't do that: there a path is
looked at first and opened then.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from checks.regular_file import open_regular, read_at_most
from checks.visible import visible
from dde_tui.errors import TransferError, is_held, refused_because
from dde_tui.securestor.connection.folder import LARGEST, taken
from dde_tui.securestor.remote_names import MOST_NAMES, endless_list, inside, part_name
from dde_tui.workspace.files.patience import patiently

_PIECE = 1 << 22
_A_FOLDER, _NO_LINK = (getattr(os, name, 0) for name in ("O_DIRECTORY", "O_NOFOLLOW"))
_FOLLOWS_NONE = os.open in os.supports_dir_fd and bool(_NO_LINK)


class _Entry(NamedTuple):
    """Where a path ends: its last name, in an open folder where the system has those."""

    name: str
    folder: int | None


class LocalFolder:
    """A folder on this computer."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        with self._failing("list", path), self._opened(f"{path}/x" if path else "x") as entry:
            place = self._whole(path) if entry.folder is None else entry.folder
            with closing(os.scandir(place)) as entries:
                found = [each.name for each in islice(entries, MOST_NAMES + 1)]
        if len(found) > MOST_NAMES:
            raise endless_list(path)
        return sorted(name for name in found if not name.startswith("."))

    def read(self, path: str, most: int = LARGEST) -> bytes:
        """Return the bytes of a file with at most `most` bytes."""
        with self._failing("read", path), self._reading(path) as stream:
            return read_at_most(stream, most, path)

    def chunks(self, path: str) -> Generator[bytes]:
        """Yield a file's bytes in pieces."""
        with self._failing("read", path), self._reading(path) as stream:
            while piece := stream.read(_PIECE):
                yield piece

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file atomically: write a temporary one, sync it, then link it to its name."""
        with self._failing("write", path), self._opened(path) as entry:
            target = Path(entry.name)
            name = part_name(target.name, hashlib.sha256(data).hexdigest())
            part = _Entry(str(target.with_name(name)) if entry.folder is None else name, entry.folder)
            # A leftover may be a second link to a finished file: writing into it would change that file.
            _remove(part)
            try:
                _write_synced(part, data)
                patiently(lambda: _name_new(part, entry))
            finally:
                _remove(part)

    def exists(self, path: str) -> bool:
        """Whether a file or folder exists there."""
        try:
            with self._opened(path) as entry:
                os.stat(entry.name, dir_fd=entry.folder, follow_symlinks=False)
        except OSError:
            return False
        return True

    def make(self, path: str) -> None:
        """Make a folder with its parents."""
        with self._failing("make", path):
            if not self.root.is_dir():
                if self.root.exists():
                    raise NotADirectoryError(errno.ENOTDIR, "it is not in a folder")
                self.root.mkdir(parents=True)
            parts = inside(path).parts
            for number in range(len(parts)):
                with self._opened("/".join(parts[: number + 1])) as entry:
                    _make(entry)

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        with self._failing("check", path), self._opened(path) as entry:
            return os.stat(entry.name, dir_fd=entry.folder, follow_symlinks=False).st_size

    @contextmanager
    def _reading(self, path: str) -> Iterator[IO[bytes]]:
        with (
            self._opened(path) as entry,
            open_regular(entry.name, dir_fd=entry.folder, follow=False) as stream,
        ):
            yield stream

    @contextmanager
    def _opened(self, path: str) -> Iterator[_Entry]:
        """Open the folders on the way to a path; OSError where one is missing, or a link."""
        *folders, name = inside(path).parts or (".",)
        if not _FOLLOWS_NONE:
            yield _Entry(str(self._whole(path)), None)
            return
        folder = os.open(self.root, os.O_RDONLY | _A_FOLDER)
        try:
            for each in folders:
                below = _below(each, folder)
                os.close(folder)
                folder = below
            yield _Entry(name, folder)
        finally:
            os.close(folder)

    def _whole(self, path: str) -> Path:
        """Return the whole path where folders can't be opened; UsageError where it leads out of the root."""
        target = self.root / inside(path)
        if not target.resolve().is_relative_to(self.root.resolve()):
            inside("..")
        return target

    @contextmanager
    def _failing(self, doing: str, path: str) -> Iterator[None]:
        """Translate errors of the file system."""
        try:
            yield
        except FileExistsError as error:
            raise taken(path) from error
        except OSError as error:
            reason, to_do = refused_because(error)
            raise TransferError(
                f"Could not {doing} {visible(path) or 'the folder'}: {visible(reason)}.",
                to_do=to_do
                if is_held(error)
                else "Check that the folder exists and that you may write to it.",
            ) from error


def _below(name: str, folder: int) -> int:
    """Open a folder in a folder; OSError where it is missing, or a link."""
    try:
        return os.open(name, os.O_RDONLY | _A_FOLDER | _NO_LINK, dir_fd=folder)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise OSError(error.errno, f"{visible(name)} is not a folder") from error
        raise


def _make(entry: _Entry) -> None:
    try:
        os.mkdir(entry.name, dir_fd=entry.folder)
    except FileExistsError as error:
        if not stat.S_ISDIR(os.stat(entry.name, dir_fd=entry.folder, follow_symlinks=False).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder") from error


def _write_synced(part: _Entry, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part.name, flags, 0o666, dir_fd=part.folder), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _name_new(part: _Entry, target: _Entry) -> None:
    """Give the file its name if it is free: a link fails on a taken name, a rename may not."""
    try:
        os.link(part.name, target.name, src_dir_fd=part.folder, dst_dir_fd=target.folder)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with suppress(FileNotFoundError):
            os.stat(target.name, dir_fd=target.folder, follow_symlinks=False)
            raise FileExistsError from None
        os.rename(part.name, target.name, src_dir_fd=part.folder, dst_dir_fd=target.folder)


def _remove(part: _Entry) -> None:
    with suppress(FileNotFoundError):
        patiently(lambda: os.unlink(part.name, dir_fd=part.folder))

"""A local folder served over SFTP as a chroot: nothing outside is reachable, not even through links."""

import errno
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from paramiko import (
    ServerInterface,
    SFTPAttributes,
    SFTPHandle,
    SFTPServer,
    SFTPServerInterface,
)
from paramiko.sftp import SFTP_FAILURE, SFTP_OK

from dde_tui.workspace.files.patience import patiently

P = ParamSpec("P")
T = TypeVar("T")


def _answered(method: Callable[P, T]) -> Callable[P, T | int]:
    """Translate file system errors into an SFTP status."""

    @wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T | int:
        try:
            return method(*args, **kwargs)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or errno.EIO)

    return wrapped


def _change(file: Path | int, attr: SFTPAttributes) -> int:
    if attr.st_size is not None:
        os.truncate(file, attr.st_size)
    if attr.st_atime is not None and attr.st_mtime is not None:
        os.utime(file, (attr.st_atime, attr.st_mtime))
    return SFTP_OK


class EmbeddedFile(SFTPHandle):
    """An open file; reading and writing are paramiko's own, on the file below."""

    def __init__(self, path: Path, flags: int) -> None:
        super().__init__(flags)
        # A roster is nobody else's business, and Windows would change line ends in its text mode.
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
        mode = "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
        self.readfile = self.writefile = os.fdopen(descriptor, mode)

    @_answered
    def stat(self) -> SFTPAttributes:
        """Return the open file's size and times."""
        return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    @_answered
    def chattr(self, attr: SFTPAttributes) -> int:
        """Change the open file's length or times, as far as they are given."""
        return _change(self.readfile.fileno(), attr)


class EmbeddedFolder(SFTPServerInterface):
    """The operations of one SFTP session on a folder.

    Args:
        server: who is logged in; unused, paramiko hands it on.
        root: what clients see as "/".
        file_class: what an open file is; tests make faulty ones.
    """

    def __init__(
        self, server: ServerInterface, root: Path, file_class: type[EmbeddedFile] = EmbeddedFile
    ) -> None:
        super().__init__(server)
        self._root = root.resolve()
        self._file_class = file_class

    @_answered
    def open(self, path: str, flags: int, attr: SFTPAttributes) -> SFTPHandle | int:  # noqa: ARG002
        """Open a file."""
        real = self._real(path)
        return SFTP_FAILURE if real.is_dir() else self._file_class(real, flags)

    @_answered
    def list_folder(self, path: str) -> list[SFTPAttributes]:
        """Return the entries of a folder."""
        with os.scandir(self._real(path)) as entries:
            return [
                SFTPAttributes.from_stat(entry.stat(follow_symlinks=False), entry.name) for entry in entries
            ]

    @_answered
    def stat(self, path: str) -> SFTPAttributes:
        """Return a file's attributes, links followed."""
        return SFTPAttributes.from_stat(self._real(path).stat())

    @_answered
    def lstat(self, path: str) -> SFTPAttributes:
        """Return a file's attributes, or the link's own."""
        return SFTPAttributes.from_stat(self._entry(path).lstat())

    @_answered
    def chattr(self, path: str, attr: SFTPAttributes) -> int:
        """Change a file's length or times, links followed, as far as they are given."""
        return _change(self._real(path), attr)

    @_answered
    def remove(self, path: str) -> int:
        """Remove a file or a link."""
        patiently(self._entry(path).unlink)
        return SFTP_OK

    @_answered
    def rename(self, oldpath: str, newpath: str) -> int:
        """Rename, and refuse a taken name, as SFTP requires."""
        new = self._entry(newpath)
        if os.path.lexists(new):
            return SFTP_FAILURE
        old = self._entry(oldpath)
        patiently(lambda: old.rename(new))
        return SFTP_OK

    @_answered
    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """Rename atomically over an existing file (posix-rename)."""
        old, new = self._entry(oldpath), self._entry(newpath)
        patiently(lambda: old.replace(new))
        return SFTP_OK

    @_answered
    def mkdir(self, path: str, attr: SFTPAttributes) -> int:  # noqa: ARG002
        """Make a folder."""
        self._entry(path).mkdir()
        return SFTP_OK

    @_answered
    def rmdir(self, path: str) -> int:
        """Remove an empty folder."""
        self._entry(path).rmdir()
        return SFTP_OK

    def _real(self, path: str) -> Path:
        """Return the file a path leads to, links followed; outside the root there is nothing."""
        return self._checked(self._entry(path).resolve())

    def _entry(self, path: str) -> Path:
        """Return the directory entry itself, so that a link can be removed or replaced."""
        parts = [part for part in self.canonicalize(path).split("/") if part]
        if any(sign in part for part in parts for sign in "\\:\0"):
            raise PermissionError(errno.EACCES, "no such name here")
        if not parts:
            return self._root
        return self._checked(self._root.joinpath(*parts[:-1]).resolve()) / parts[-1]

    def _checked(self, real: Path) -> Path:
        if not real.is_relative_to(self._root):
            raise PermissionError(errno.EACCES, "outside the folder")
        return real

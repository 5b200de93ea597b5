"""One interface to a folder, on this computer or on SecureStor.

Paths use forward slashes and are relative to the folder. Hidden names (a leading dot) are uploads in
progress, ours or others', and are never listed.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.outgoing import OutgoingFile
from dde_tui.securestor.remote_names import inside, part_name
from dde_tui.workspace.files.staging import write_synced

if TYPE_CHECKING:
    from dde_tui.securestor.sftp.client import SftpClient


class Folder(Protocol):
    """The folder operations that the exchange of receipts and reviews needs.

    Every method raises UsageError for a path outside the folder and TransferError if the operation fails.
    """

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        ...

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        ...

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file atomically; never overwrites."""
        ...

    def exists(self, path: str) -> bool:
        """Whether a file or folder exists there."""
        ...

    def make(self, path: str) -> None:
        """Make a folder with its parents; an existing one is left alone."""
        ...

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        ...


class LocalFolder:
    """A folder on this computer."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        with _Failing("list", path):
            return sorted(entry.name for entry in self._at(path).iterdir() if not entry.name.startswith("."))

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        with _Failing("read", path):
            return self._at(path).read_bytes()

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file atomically: write a temporary one, sync it, then link it to its name."""
        target = self._at(path)
        part = target.with_name(part_name(target.name, hashlib.sha256(data).hexdigest()))
        with _Failing("write", path):
            # A leftover may be a second link to a finished file: writing into it would change that file.
            part.unlink(missing_ok=True)
            try:
                write_synced(part, [data], 0o666)  # the other side, another account, must read it
                _name_new(part, target)
            finally:
                part.unlink(missing_ok=True)

    def exists(self, path: str) -> bool:
        """Whether a file or folder exists there."""
        return self._at(path).exists()

    def make(self, path: str) -> None:
        """Make a folder with its parents."""
        with _Failing("make", path):
            self._at(path).mkdir(parents=True, exist_ok=True)

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        with _Failing("check", path):
            return self._at(path).stat().st_size

    def _at(self, path: str) -> Path:
        target = self.root / inside(path)
        if not target.resolve().is_relative_to(self.root.resolve()):
            inside("..")
        return target


class SftpFolder:
    """A folder on SecureStor.

    Args:
        sftp: an open session.
        base: the folder on the server; empty means the login folder.
    """

    def __init__(self, sftp: "SftpClient", base: str = "") -> None:
        self._sftp = sftp
        self._base = PurePosixPath(base or ".")

    def path(self, path: str = "") -> str:
        """Return the server's path."""
        return str(self._base / inside(path))

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        return [name for name in self._sftp.names(self.path(path)) if not name.startswith(".")]

    def read(self, path: str) -> bytes:
        """Return a file's bytes."""
        return b"".join(self._sftp.chunks(self.path(path), self.size(path)))

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file atomically: write a temporary one, then rename it, which refuses a taken name."""
        target = PurePosixPath(self.path(path))
        if self.exists(path):
            raise _taken(path)
        part = str(target.with_name(part_name(target.name, hashlib.sha256(data).hexdigest())))
        try:
            self._sftp.write(part, OutgoingFile.of(target.name, data).blocks())
            self._sftp.rename(part, str(target))
        except BaseException:
            with suppress(TransferError):
                self._sftp.remove(part)
            raise

    def exists(self, path: str) -> bool:
        """Whether a file or folder exists there."""
        return self._sftp.stat(self.path(path)) is not None

    def make(self, path: str) -> None:
        """Make a folder with its parents."""
        for folder in [*reversed(inside(path).parents), inside(path)]:
            if not self.exists(str(folder)):
                self._sftp.make_folder(self.path(str(folder)))

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        found = self._sftp.stat(self.path(path))
        if found is None or found.size is None or found.is_folder:
            raise TransferError(
                f"There is no file {visible(path)} on SecureStor.",
                to_do="Ask the CLI Engage Help Center whether it was removed.",
            )
        return found.size


class _Failing:
    """Translates errors of the local file system."""

    def __init__(self, doing: str, path: str) -> None:
        self._doing = doing
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileExistsError):
            raise _taken(self._path) from error
        if isinstance(error, OSError):
            reason = visible(error.strerror or str(error))
            raise TransferError(
                f"Could not {self._doing} {visible(self._path) or 'the folder'}: {reason}.",
                to_do="Check that the folder exists and that you may write to it.",
            ) from error


def _name_new(part: Path, target: Path) -> None:
    """Give the file its name if it is free: a link fails on a taken name, a rename may not."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError from None
        part.rename(target)


def _taken(path: str) -> TransferError:
    return TransferError(
        f"{visible(path)} already exists.",
        meaning="Existing files are never overwritten; nothing was changed.",
        to_do="Open it; if it is not yours, ask the CLI Engage Help Center.",
    )

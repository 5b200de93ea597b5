"""One interface to a folder, on this computer or on SecureStor.

Paths use forward slashes and are relative to the folder. Hidden names (a leading dot) are uploads in
progress, ours or others', and are never listed.
"""

import hashlib
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from checks.errors import CancelledError
from checks.job import Job
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.outgoing import OutgoingFile
from dde_tui.securestor.remote_names import inside, part_name

if TYPE_CHECKING:
    from dde_tui.securestor.sftp.client import SftpClient


LARGEST = 4 * 1024**2
"""Maximum bytes of a file that is read as a whole; a receipt or a review is far smaller."""
_ONE_FILE = 10.0
"""Seconds for such a file; one that never comes must not keep the others waiting."""
_ALL_FILES = 300.0
"""Seconds for all such files of one connection, because the run holds the workspace's lock."""
_MOST_STUCK = 3
"""Files that never come, each of which costs a session."""


class Folder(Protocol):
    """The folder operations that the exchange of receipts and reviews needs.

    Every method raises UsageError for a path outside the folder and TransferError if the operation fails.
    """

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        ...

    def read(self, path: str, most: int = LARGEST) -> bytes:
        """Return the bytes of a file with at most `most` bytes."""
        ...

    def chunks(self, path: str) -> Generator[bytes]:
        """Yield a file's bytes in pieces, however large it is."""
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


class SftpFolder:
    """A folder on SecureStor.

    Args:
        sftp: an open session.
        base: the folder on the server; empty means the login folder.
        renew: opens another session in place of one that a request blocks.
    """

    def __init__(
        self, sftp: "SftpClient", base: str = "", renew: "Callable[[], SftpClient] | None" = None
    ) -> None:
        self._sftp = sftp
        self._renew = renew
        self._left = _ALL_FILES
        self._stuck = 0
        self._base = PurePosixPath(base or ".")

    def path(self, path: str = "") -> str:
        """Return the server's path."""
        return str(self._base / inside(path))

    def names(self, path: str = "") -> list[str]:
        """Return the names in a folder, sorted, without hidden ones."""
        return [name for name in self._sftp.names(self.path(path)) if not name.startswith(".")]

    def read(self, path: str, most: int = LARGEST) -> bytes:
        """Return the bytes of a file with at most `most` bytes.

        Raises:
            TransferError: also where it is no regular file, is larger, or does not come in time.
        """
        begun = time.monotonic()
        until = begun + min(_ONE_FILE, self._sftp.patience / 2, self._left)
        size = self.size(path)
        if size > most:
            raise TransferError(
                f"{visible(path)} on SecureStor is larger than {most:,} bytes.",
                meaning="It was not read.",
                to_do="Ask the CLI Engage Help Center what it is.",
            )
        if until <= begun or self._stuck > _MOST_STUCK:
            raise _late(path)
        try:
            job: Job[Any] = Job(cancelled=lambda: time.monotonic() > until)
            return b"".join(self._sftp.chunks(self.path(path), size, job))
        except CancelledError as error:
            self._stuck += 1
            if self._renew is not None:
                self._sftp = self._renew()
            raise _late(path) from error
        finally:
            self._left -= time.monotonic() - begun

    def chunks(self, path: str) -> Generator[bytes]:
        """Yield a file's bytes in pieces, however large it is."""
        yield from self._sftp.chunks(self.path(path), self.size(path))

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file atomically: write a temporary one, then rename it, which refuses a taken name."""
        target = PurePosixPath(self.path(path))
        if self.exists(path):
            raise taken(path)
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
        if found is None or found.size is None or not found.is_file:
            raise TransferError(
                f"There is no file {visible(path)} on SecureStor.",
                to_do="Ask the CLI Engage Help Center whether it was removed.",
            )
        return found.size


def _late(path: str) -> TransferError:
    return TransferError(
        f"{visible(path)} on SecureStor did not come in time.",
        meaning="It was not read; the others were.",
        to_do="Try again later. If it persists, ask the CLI Engage Help Center to remove this file.",
    )


def taken(path: str) -> TransferError:
    """Return the error for a name that is not free."""
    return TransferError(
        f"{visible(path)} already exists.",
        meaning="Existing files are never overwritten; nothing was changed.",
        to_do="Open it; if it is not yours, ask the CLI Engage Help Center.",
    )

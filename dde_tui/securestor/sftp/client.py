"""An SFTP client with pipelined requests that checks every acknowledgement and every CLOSE.

paramiko's client ignores write errors below about 3 MB and can report a damaged file as a success; we use
only its channel.
"""

import time
from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from checks.job import UNWATCHED, Job
from dde_tui.securestor import faults
from dde_tui.securestor.remote_names import MOST_NAMES, endless_list, spoken
from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.channel import LastActivity
from dde_tui.securestor.sftp.packets import Attributes, Extension, OpenMode, PacketType
from dde_tui.securestor.sftp.pipeline import read_blocks, write_blocks
from dde_tui.securestor.sftp.requests import Requests
from dde_tui.securestor.sftp.session import HangUp, Session
from dde_tui.securestor.sftp.window import BLOCK, BlockSize
from dde_tui.securestor.status import MalformedAnswerError, Status
from dde_tui.workspace.settings import PATIENCE

if TYPE_CHECKING:
    import paramiko

__all__ = ["BLOCK", "SftpClient"]

_LISTINGS = 2  # times the patience that a whole list of names may take
_AT_ONCE = 64  # small questions under way; more would only fill the server's memory


class SftpClient:
    """One SFTP session; several threads may use it at once.

    Every method raises `faults.LineError` if the connection failed, `faults.RefusedError` if the server
    refused, and another TransferError if its answers are malformed.

    Args:
        channel: an open channel on which the subsystem "sftp" was started.
        hang_up: closes the connection's socket; receives the timeout, if that is why.
        where: host and port, for messages.
        patience: seconds without any answer after which the connection is closed.
        pulse: shared by the connection's sessions.
    """

    def __init__(
        self,
        channel: "paramiko.Channel",
        hang_up: HangUp,
        *,
        where: str,
        patience: float = PATIENCE,
        pulse: LastActivity | None = None,
    ) -> None:
        self._session = Session(channel, hang_up, where, patience, pulse or LastActivity())
        self.extensions = self._session.extensions
        self._limits: _Longest | None = None
        self.gave_hash = False
        """Whether the server computed a SHA-256 when asked."""

    @property
    def is_alive(self) -> bool:
        """Whether answers can still come."""
        return self._session.is_alive

    @property
    def patience(self) -> float:
        """Seconds without any answer after which the connection is closed."""
        return self._session.patience

    @property
    def is_settled(self) -> bool:
        """Whether the server has answered everything, abandoned requests included."""
        return self._session.is_settled

    def close(self) -> None:
        """End the session; the connection stays open."""
        self._session.close()

    def write(
        self,
        path: str,
        blocks: Iterable[bytes],
        *,
        start: int = 0,
        job: Job[int] = UNWATCHED,
    ) -> int | None:
        """Write a file, with fsync if supported; success means that every byte was acknowledged.

        Args:
            path: the file; its content from `start` on is overwritten, all of it if that is 0.
            blocks: its bytes from `start` on, in chunks of any size.
            start: bytes of the file to keep.
            job: receives the bytes on the server, including those before `start`.

        Returns:
            the file's size as reported before closing; None if not reported.

        Raises:
            CancelledError: the job was cancelled; the partial file is left.
        """
        with Requests(self._session, f"write {spoken(path)}", job) as talk:
            mode = OpenMode.WRITE | OpenMode.CREATE | (OpenMode(0) if start else OpenMode.TRUNCATE)
            handle = _open(talk, path, mode)
            stride = BlockSize(lambda: self._longest(talk).write)
            for done in write_blocks(talk, handle, blocks, start, stride):
                job.progress(done)
            # The protocol has a server answer questions about one file in their order.
            synced = self._ask_sync(talk, handle)
            measured = talk.ask(PacketType.FSTAT, handle)
            closed = talk.close(handle)
            if synced is not None:
                talk.confirm(synced)
            size = _size(talk, measured)
            talk.confirm(closed)
            return size

    def check_writable(self, path: str) -> None:
        """Open an existing file for writing and close it again: nothing in it is changed.

        Raises:
            RefusedError: this user may not write it.
        """
        with Requests(self._session, f"write {spoken(path)}") as talk:
            handle = _open(talk, path, OpenMode.WRITE)
            talk.confirm(talk.close(handle))

    def chunks(self, path: str, size: int, job: Job[Any] = UNWATCHED) -> Generator[bytes, None, None]:
        """Yield a file's bytes in order, up to the requested size or its end.

        Raises:
            CancelledError: the job was cancelled.
        """
        with Requests(self._session, f"read {spoken(path)}", job) as talk:
            handle = _open(talk, path, OpenMode.READ)
            yield from read_blocks(talk, handle, size, BlockSize(lambda: self._longest(talk).read))
            talk.confirm(talk.close(handle))

    def sha256(self, path: str, size: int, job: Job[Any] = UNWATCHED) -> str | None:
        """Return the hexadecimal SHA-256 of a file's first bytes as computed by the server.

        The request is `check-file-handle` of draft-ietf-secsh-filexfer-extensions-00, section 3.

        Returns:
            None if the server can't, or only with a weak hash.
        """
        if Extension.CHECK_FILE not in self.extensions:
            return None
        with Requests(self._session, f"have {spoken(path)} hashed", job) as talk:
            handle = _open(talk, path, OpenMode.READ)
            body = packets.text("check-file-handle") + handle + packets.text("sha256")
            asked = talk.ask(
                PacketType.EXTENDED,
                body + packets.long_number(0) + packets.long_number(size) + packets.number(0),
            )
            closed = talk.close(handle)
            try:
                answer = talk.answer(asked, PacketType.EXTENDED_REPLY)
            except faults.RefusedError:
                answer = None
            talk.confirm(closed)
            if answer is None or [answer.text(), answer.text()] != ["check-file", "sha256"]:
                return None
            self.gave_hash = True
            return answer.take(32).hex()

    def stat(self, path: str, job: Job[Any] = UNWATCHED) -> Attributes | None:
        """Return a path's attributes (STAT, follows links); None if it does not exist."""
        return self.stats([path], job)[0]

    def stats(self, paths: Iterable[str], job: Job[Any] = UNWATCHED) -> list[Attributes | None]:
        """Return each path's attributes, pipelined into one round trip."""
        return self._attributes(PacketType.STAT, paths, job)

    def lstat(self, path: str) -> Attributes | None:
        """Return a path's own attributes (LSTAT, does not follow links)."""
        return self.lstats([path])[0]

    def lstats(self, paths: Iterable[str], job: Job[Any] = UNWATCHED) -> list[Attributes | None]:
        """Return each path's own attributes, pipelined into one round trip."""
        return self._attributes(PacketType.LSTAT, paths, job)

    def names(self, path: str, job: Job[Any] = UNWATCHED) -> list[str]:
        """Return the names in a folder, sorted, without "." and "..".

        Raises:
            TransferError: it has more than MOST_NAMES, or the list does not end in time.
        """
        until = time.monotonic() + _LISTINGS * self.patience
        with Requests(self._session, f"list {spoken(path)}", job) as talk:
            handle = talk.open(PacketType.OPENDIR, packets.text(path))
            names: set[str] = set()
            total = 0
            while (
                some := talk.answer(talk.ask(PacketType.READDIR, handle), PacketType.NAME, Status.EOF)
            ) is not None:
                count = some.number()
                total += count
                if total > MOST_NAMES or time.monotonic() > until:
                    raise endless_list(path)
                if not count:
                    raise MalformedAnswerError("an empty list instead of its end")
                for _ in range(count):
                    names.add(some.text())
                    some.blob()
                    some.attributes()
            talk.confirm(talk.close(handle))
            return sorted(names - {".", ".."})

    def make_folder(self, path: str) -> None:
        """Make one folder; its parent must exist."""
        self._do(f"make the folder {path}", PacketType.MKDIR, packets.text(path) + packets.NO_ATTRIBUTES)

    def make_file(self, path: str, data: bytes, job: Job[Any] = UNWATCHED) -> None:
        """Create a small file exclusively; a taken name is refused, and no partial file stays."""
        with Requests(self._session, f"make {spoken(path)}", job) as talk:
            handle = _open(talk, path, OpenMode.WRITE | OpenMode.CREATE | OpenMode.NEW)
            written = talk.ask(PacketType.WRITE, handle + packets.long_number(0) + packets.text(data))
            closed = talk.close(handle)
            try:
                talk.confirm(written)
                talk.confirm(closed)
            except faults.RefusedError:
                self._session.leave(PacketType.REMOVE, packets.text(path))
                raise

    def remove(self, path: str, job: Job[Any] = UNWATCHED) -> None:
        """Remove one file."""
        with Requests(self._session, f"remove {spoken(path)}", job) as talk:
            talk.confirm(talk.ask(PacketType.REMOVE, packets.text(path)))

    def rename(self, old: str, new: str) -> None:
        """Rename a file; servers refuse a taken name."""
        self._do(f"rename {old} to {new}", PacketType.RENAME, packets.text(old) + packets.text(new))

    def replace(self, old: str, new: str) -> None:
        """Rename a file over another atomically; only if the server offers posix-rename."""
        self._do(f"rename {old} to {new}", PacketType.EXTENDED, _posix_rename(old, new))

    def rename_all(self, pairs: Sequence[tuple[str, str]], *, over: bool) -> list[faults.RefusedError | None]:
        """Rename several files in order, pipelined.

        Args:
            pairs: old and new path of each.
            over: whether a new name may be taken; only if the server offers posix-rename.

        Returns:
            for each, None or the server's refusal.
        """
        refused: list[faults.RefusedError | None] = []
        with Requests(self._session, "rename the files") as talk:
            asked = [
                talk.ask(PacketType.EXTENDED, _posix_rename(old, new))
                if over
                else talk.ask(PacketType.RENAME, packets.text(old) + packets.text(new))
                for old, new in pairs
            ]
            for number in asked:
                try:
                    talk.confirm(number)
                    refused.append(None)
                except faults.RefusedError as error:
                    refused.append(error)
        return refused

    def free_bytes(self, path: str, job: Job[Any] = UNWATCHED) -> int | None:
        """Return how many bytes this user may still write in a folder; None if not reported."""
        if Extension.STATVFS not in self.extensions:
            return None
        body = packets.text(Extension.STATVFS) + packets.text(path)
        with Requests(self._session, f"ask for the free space in {spoken(path)}", job) as talk:
            try:
                answer = talk.content(PacketType.EXTENDED, body, PacketType.EXTENDED_REPLY)
            except faults.RefusedError:
                return None
            _, unit, _, _, available = (answer.long_number() for _ in range(5))
            return unit * available

    def _do(self, what: str, ask: PacketType, body: bytes) -> None:
        with Requests(self._session, what) as talk:
            talk.confirm(talk.ask(ask, body))

    def _longest(self, talk: Requests) -> "_Longest":
        """Return the server's limits (limits@openssh.com); asked once per session."""
        if self._limits is None:
            self._limits = _asked_longest(talk) if Extension.LIMITS in self.extensions else _Longest()
        return self._limits

    def _ask_sync(self, talk: Requests, handle: bytes) -> int | None:
        if Extension.FSYNC not in self.extensions:
            return None
        return talk.ask(PacketType.EXTENDED, packets.text(Extension.FSYNC) + handle)

    def _attributes(self, ask: PacketType, paths: Iterable[str], job: Job[Any]) -> list[Attributes | None]:
        paths, found = list(paths), list[Attributes | None]()
        for first in range(0, len(paths), _AT_ONCE):
            some = paths[first : first + _AT_ONCE]
            what = some[0] if len(some) == 1 else "the files"
            with Requests(self._session, f"inspect {spoken(what)}", job) as talk:
                for number in [talk.ask(ask, packets.text(path)) for path in some]:
                    found.append(_found(talk, number))
        return found


class _Longest(NamedTuple):
    """Maximum bytes per read and per write."""

    read: int = BLOCK
    write: int = BLOCK


def _asked_longest(talk: Requests) -> _Longest:
    try:
        answer = talk.content(PacketType.EXTENDED, packets.text(Extension.LIMITS), PacketType.EXTENDED_REPLY)
    except faults.RefusedError:
        return _Longest()
    _, read, write = (answer.long_number() for _ in range(3))
    return _Longest(read, write)


def _found(talk: Requests, number: int) -> Attributes | None:
    try:
        answer = talk.answer(number, PacketType.ATTRS)
    except faults.RefusedError as error:
        if error.status == Status.NO_SUCH_FILE:
            return None
        raise
    if answer is None:
        raise MalformedAnswerError("a status without meaning")
    return answer.attributes()


def _size(talk: Requests, number: int) -> int | None:
    """Return the size a server reports; not an error if it can't."""
    try:
        answer = talk.answer(number, PacketType.ATTRS)
    except faults.RefusedError:
        return None
    return answer.attributes().size if answer is not None else None


def _open(talk: Requests, path: str, mode: OpenMode) -> bytes:
    try:
        return talk.open(PacketType.OPEN, packets.text(path) + packets.number(mode) + packets.NO_ATTRIBUTES)
    except faults.RefusedError as error:
        error.is_at_open = True
        raise


def _posix_rename(old: str, new: str) -> bytes:
    return packets.text(Extension.POSIX_RENAME) + packets.text(old) + packets.text(new)

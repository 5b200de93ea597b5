"""Our own SFTP client: many blocks under way at once, every acknowledgement and every CLOSE checked.

paramiko's client checks no write below about 3 MB and can call a damaged file a success; this one uses
only paramiko's channel.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

from dde_tui.securestor import faults
from dde_tui.securestor.protocol import wire
from dde_tui.securestor.protocol.session import Cancelled, Session
from dde_tui.securestor.protocol.wire import Attributes, Extension, Kind, Mode, Status

if TYPE_CHECKING:
    import paramiko

PATIENCE = 30.0  # seconds without any answer
BLOCK = 32_640  # bytes; with its header one write fits one packet of an SSH channel
UNDER_WAY = 64  # requests; 64 blocks fill the 2 MiB window of OpenSSH's server

Progress = Callable[[int], None]


class Sftp:
    """One SFTP session; for one thread at a time.

    Every method raises TransferError, `faults.RefusedError` where the server answered and said no.

    Args:
        channel: an open channel on which the subsystem "sftp" was started.
        hang_up: closes the connection's socket.
        where: host and port, for messages.
        patience: seconds without any answer after which the connection is given up.
    """

    def __init__(
        self,
        channel: "paramiko.Channel",
        hang_up: Callable[[], None],
        *,
        where: str,
        patience: float = PATIENCE,
    ) -> None:
        self._session = Session(channel, hang_up, where, patience)
        self.extensions = self._session.extensions

    def close(self) -> None:
        """End the session; the connection stays open."""
        self._session.close()

    def write(
        self, path: str, data: bytes, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> None:
        """Write a whole file, synced where the server can; success means that every byte was acknowledged.

        Args:
            path: the file; what stands there is overwritten.
            data: its bytes.
            progress: told the acknowledged bytes.
            cancelled: asked several times a second, also from another thread.

        Raises:
            CancelledError: `cancelled` said yes; the file is left as far as it came.
        """
        session = self._session
        with session.doing(f"write {path}", cancelled):
            handle = self._open(path, Mode.WRITE | Mode.CREATE | Mode.TRUNCATE)
            try:
                for acknowledged in self._write_blocks(handle, data):
                    if progress is not None:
                        progress(acknowledged)
                if Extension.FSYNC in self.extensions:
                    session.confirm(session.ask(Kind.EXTENDED, wire.text(Extension.FSYNC) + handle))
            except BaseException:
                session.abandon(handle)
                raise
            session.confirm(session.ask(Kind.CLOSE, handle))

    def chunks(
        self, path: str, size: int, cancelled: Cancelled | None = None
    ) -> Generator[bytes, None, None]:
        """Yield a file's bytes in order, up to the size that was asked for or to its end.

        Raises:
            CancelledError: `cancelled` said yes.
        """
        session = self._session
        with session.doing(f"read {path}", cancelled):
            handle = self._open(path, Mode.READ)
            try:
                yield from self._read_blocks(handle, size)
            except BaseException:
                session.abandon(handle)
                raise
            session.confirm(session.ask(Kind.CLOSE, handle))

    def stat(self, path: str) -> Attributes | None:
        """Return what the server says about a path, links followed; None where nothing stands there."""
        return self._attributes(Kind.STAT, path)

    def lstat(self, path: str) -> Attributes | None:
        """Return what the server says about a path itself, also where it is a link."""
        return self._attributes(Kind.LSTAT, path)

    def names(self, path: str) -> list[str]:
        """Return the names in a folder, sorted, without "." and ".."."""
        session = self._session
        with session.doing(f"list {path}"):
            handle = self._handle(Kind.OPENDIR, wire.text(path))
            names: set[str] = set()
            while (
                some := session.answer(session.ask(Kind.READDIR, handle), Kind.NAME, Status.EOF)
            ) is not None:
                for _ in range(some.number()):
                    names.add(some.text())
                    some.blob()
                    some.attributes()
            session.confirm(session.ask(Kind.CLOSE, handle))
            return sorted(names - {".", ".."})

    def make_folder(self, path: str) -> None:
        """Make one folder; its parent must be there."""
        self._do(f"make the folder {path}", Kind.MKDIR, wire.text(path) + wire.NO_ATTRIBUTES)

    def remove(self, path: str) -> None:
        """Remove one file."""
        self._do(f"remove {path}", Kind.REMOVE, wire.text(path))

    def rename(self, old: str, new: str) -> None:
        """Rename a file; servers refuse where the new name is taken."""
        self._do(f"rename {old} to {new}", Kind.RENAME, wire.text(old) + wire.text(new))

    def replace(self, old: str, new: str) -> None:
        """Rename a file over another in one step; only where the server offers posix-rename."""
        body = wire.text(Extension.POSIX_RENAME) + wire.text(old) + wire.text(new)
        self._do(f"rename {old} to {new}", Kind.EXTENDED, body)

    def free_bytes(self, path: str) -> int | None:
        """Return how many bytes this user may still write in a folder; None where the server can't say."""
        if Extension.STATVFS not in self.extensions:
            return None
        body = wire.text(Extension.STATVFS) + wire.text(path)
        with self._session.doing(f"ask for the room in {path}"):
            answer = self._session.content(Kind.EXTENDED, body, Kind.EXTENDED_REPLY)
            _, unit, _, _, available = (answer.long_number() for _ in range(5))
            return unit * available

    def _do(self, what: str, ask: Kind, body: bytes) -> None:
        with self._session.doing(what):
            self._session.confirm(self._session.ask(ask, body))

    def _open(self, path: str, mode: Mode) -> bytes:
        return self._handle(Kind.OPEN, wire.text(path) + wire.number(mode) + wire.NO_ATTRIBUTES)

    def _handle(self, ask: Kind, body: bytes) -> bytes:
        """Return a handle as it is sent back."""
        return wire.text(self._session.content(ask, body, Kind.HANDLE).blob())

    def _attributes(self, ask: Kind, path: str) -> Attributes | None:
        with self._session.doing(f"look at {path}"):
            try:
                return self._session.content(ask, wire.text(path), Kind.ATTRS).attributes()
            except faults.RefusedError as error:
                if error.status == Status.NO_SUCH_FILE:
                    return None
                raise

    def _write_blocks(self, handle: bytes, data: bytes) -> Iterator[int]:
        """Keep the window full; yield how many bytes are acknowledged."""
        under_way: deque[tuple[int, int]] = deque()
        starts = iter(range(0, len(data), BLOCK))
        while True:
            while len(under_way) < UNDER_WAY and (start := next(starts, None)) is not None:
                block = data[start : start + BLOCK]
                request = self._session.ask(Kind.WRITE, handle + wire.long_number(start) + wire.text(block))
                under_way.append((request, start + len(block)))
            if not under_way:
                return
            request, end = under_way.popleft()
            self._session.confirm(request)
            yield end

    def _read_blocks(self, handle: bytes, size: int) -> Iterator[bytes]:
        """Keep the window full; yield the bytes in order. A server may give less than was asked for."""
        under_way: deque[tuple[int, int, int]] = deque()
        starts = iter(range(0, size, BLOCK))
        while True:
            while len(under_way) < UNDER_WAY and (start := next(starts, None)) is not None:
                length = min(BLOCK, size - start)
                under_way.append((self._ask_read(handle, start, length), start, length))
            if not under_way:
                return
            request, start, length = under_way.popleft()
            answer = self._session.answer(request, Kind.DATA, Status.EOF)
            piece = answer.blob()[:length] if answer is not None else b""
            if piece:
                yield piece
                start, length = start + len(piece), length - len(piece)
                if length:
                    under_way.appendleft((self._ask_read(handle, start, length), start, length))

    def _ask_read(self, handle: bytes, start: int, length: int) -> int:
        return self._session.ask(Kind.READ, handle + wire.long_number(start) + wire.number(length))

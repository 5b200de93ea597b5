"""SFTP's questions and answers on one channel: each question is owed an answer, and none is left unread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from checks.errors import CancelledError
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.protocol import wire
from dde_tui.securestor.protocol.watchdog import Watchdog
from dde_tui.securestor.protocol.wire import Kind, Reader, Status

if TYPE_CHECKING:
    import paramiko

_POLL = 0.2  # seconds between two looks at whether somebody cancelled
_CLEANING = 3.0  # seconds without any answer after which cleaning up is given up
_STOPPED = "The transfer was stopped."

Cancelled = Callable[[], bool]


class Session:
    """A started SFTP subsystem; for one thread at a time, each question inside a `doing` block.

    Args:
        channel: an open channel on which the subsystem "sftp" was started.
        hang_up: closes the connection's socket.
        where: host and port, for messages.
        patience: seconds without any answer after which the connection is given up.

    Raises:
        TransferError: the server does not speak SFTP.
    """

    def __init__(
        self, channel: "paramiko.Channel", hang_up: Callable[[], None], where: str, patience: float
    ) -> None:
        self._channel = channel
        self._where = where
        self._received = bytearray()
        self._numbers = count(1)
        self._owed: set[int] = set()
        self._early: dict[int, tuple[int, Reader]] = {}
        self._cancelled: Cancelled | None = None
        channel.settimeout(_POLL)
        self._watchdog = Watchdog(hang_up, patience)
        try:
            with self.doing("open SFTP"):
                self.extensions = self._greet()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the session; the connection stays open."""
        self._watchdog.end()
        with suppress(OSError, EOFError):
            self._channel.close()

    @contextmanager
    def doing(self, what: str, cancelled: Cancelled | None = None) -> Iterator[None]:
        """Name what is under way for the messages, and translate every failure inside.

        Raises:
            TransferError: network or server failed; `faults.RefusedError` where the server said no.
            CancelledError: `cancelled` said yes.
        """
        self._what = what = visible(what)
        self._cancelled = self._watchdog.cancelled = cancelled
        try:
            with faults.translated(what, self._where):
                yield
        except TransferError as error:
            if isinstance(error, faults.RefusedError) or not self._watchdog.bit:
                raise
            if cancelled is not None and cancelled():
                raise CancelledError(_STOPPED) from error
            raise faults.stalled(what, self._watchdog.patience) from error
        finally:
            self._cancelled = self._watchdog.cancelled = None

    def ask(self, kind: Kind, body: bytes) -> int:
        """Send a question and return its number, without waiting for the answer."""
        request = next(self._numbers) & 0xFFFFFFFF
        self._watchdog.asked()
        try:
            self._send(wire.packet(kind, wire.number(request) + body))
        except CancelledError:
            self._watchdog.answered()
            raise
        self._owed.add(request)
        return request

    def answer(self, request: int, wanted: Kind | None, accepted: Status | None = None) -> Reader | None:
        """Wait for the answer to a question.

        Args:
            request: the question's number.
            wanted: the kind of answer that carries something; None where a status is all there is.
            accepted: the status that may come in its place.

        Returns:
            the answer's content; None where the accepted status came.
        """
        while request not in self._early:
            self._take_one()
        kind, content = self._early.pop(request)
        if kind == wanted:
            return content
        if kind != Kind.STATUS:
            raise wire.MalformedAnswerError(f"packet {kind} where {wanted} was due")
        status = content.number()
        if status != accepted:
            said = "" if content.is_at_end else content.text()
            raise faults.RefusedError(self._what, status, said)
        return None

    def content(self, kind: Kind, body: bytes, wanted: Kind) -> Reader:
        """Ask, and return what the answer carries."""
        content = self.answer(self.ask(kind, body), wanted)
        if content is None:
            raise wire.MalformedAnswerError("a status without meaning")
        return content

    def confirm(self, request: int) -> None:
        """Wait for the plain yes to a question."""
        self.answer(request, None, Status.OK)

    def abandon(self, handle: bytes) -> None:
        """Close a file whose transfer failed; answers that nobody waits for any more are thrown away."""
        self._cancelled = self._watchdog.cancelled = None
        patience, self._watchdog.patience = self._watchdog.patience, min(_CLEANING, self._watchdog.patience)
        with suppress(TransferError, OSError, EOFError, ValueError):
            self.confirm(self.ask(Kind.CLOSE, handle))
        self._early.clear()
        self._watchdog.patience = patience

    def _greet(self) -> dict[str, str]:
        self._watchdog.asked()
        self._send(wire.packet(Kind.INIT, wire.number(wire.VERSION)))
        kind, answer = self._packet()
        self._watchdog.answered()
        if kind != Kind.VERSION:
            raise wire.MalformedAnswerError(f"packet {kind} where VERSION was due")
        answer.number()
        extensions = {}
        while not answer.is_at_end:
            name = answer.text()
            extensions[name] = answer.text()
        return extensions

    def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                sent = self._channel.send(bytes(rest))
            except TimeoutError:
                # Nothing was taken: the server's window is full. A started packet is always finished,
                # or the session would be of no use for cleaning up.
                if len(rest) == len(data):
                    self._stop_if_cancelled()
                continue
            if not sent:
                raise EOFError("the server closed the session")
            rest = rest[sent:]

    def _take_one(self) -> None:
        kind, content = self._packet()
        number = content.number()
        if number not in self._owed:
            raise wire.MalformedAnswerError("an answer to no question")
        self._owed.remove(number)
        self._watchdog.answered()
        self._early[number] = (kind, content)

    def _packet(self) -> tuple[int, Reader]:
        self._fill(4)
        length = int.from_bytes(self._received[:4])
        if not 0 < length <= wire.LONGEST_ANSWER:
            raise wire.MalformedAnswerError(f"a packet of {length} bytes")
        self._fill(4 + length)
        kind, body = self._received[4], bytes(self._received[5 : 4 + length])
        del self._received[: 4 + length]
        return kind, Reader(body)

    def _fill(self, length: int) -> None:
        """Wait for so many bytes; nothing is taken yet, so that stopping here never splits a packet."""
        while len(self._received) < length:
            self._stop_if_cancelled()
            with suppress(TimeoutError):
                piece = self._channel.recv(65_536)
                if not piece:
                    raise EOFError("the server closed the session")
                self._received += piece

    def _stop_if_cancelled(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise CancelledError(_STOPPED)

"""One thread's requests in a session, from the first to the last answer."""

from contextlib import AbstractContextManager, suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from checks.job import UNWATCHED, Job
from checks.visible import visible
from dde_tui.securestor import faults
from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.channel import POLL
from dde_tui.securestor.sftp.packets import PacketReader, PacketType
from dde_tui.securestor.sftp.session import Answers, Session
from dde_tui.securestor.status import MalformedAnswerError, Status


class Requests:
    """Sends requests and waits for the answers; for one thread. A context manager.

    Args:
        session: the session to use.
        what: the operation, as an infinitive, for messages: "write users.csv".
        job: polled several times a second for cancellation.

    Connection errors become TransferError, a refusal `faults.RefusedError`,
    cancellation CancelledError. Pending answers are dropped on exit, and what was opened is closed: also
    where the answer to an OPEN is still due.
    """

    def __init__(self, session: Session, what: str, job: Job[Any] = UNWATCHED) -> None:
        self._session = session
        self._what = visible(what)
        self._job = job
        self._answers: Answers = SimpleQueue()
        self._early: dict[int, tuple[int, PacketReader]] = {}
        self._blocks: dict[int, int] = {}
        self._opening: set[int] = set()
        self._handles: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.window.give(sum(self._blocks.values()))
        self._blocks.clear()
        self._close_all()
        if isinstance(error, faults.LineError):
            self._stop_if_cancelled()  # what hangs is hung up, and then the line's failure isn't news
        if isinstance(error, MalformedAnswerError):
            with self._line():
                raise error

    def ask(self, kind: PacketType, body: bytes) -> int:
        """Send a request and return its number, without waiting for the answer."""
        with self._line():
            return self._session.send(kind, body, self._answers, self._stop_if_cancelled)

    def ask_block(self, kind: PacketType, body: bytes, size: int, *, wait: bool) -> int | None:
        """Send a request for a block, within the session's sliding window.

        Args:
            kind: the packet type.
            body: the request, after its number.
            size: bytes of the block.
            wait: whether to wait for space in the window; a thread with blocks in flight must not, but take
                an answer instead: this prevents a deadlock.

        Returns:
            its number; None where the window is full and `wait` is false.
        """
        window = self._session.window
        while not window.take(size, timeout=POLL if wait else 0):
            if not wait:
                return None
            self._stop_if_cancelled()
            with self._line():
                self._session.check_alive()
        try:
            number = self.ask(kind, body)
        except BaseException:
            window.give(size)
            raise
        self._blocks[number] = size
        return number

    def answer(
        self, request: int, wanted: PacketType | None, accepted: Status | None = None
    ) -> PacketReader | None:
        """Wait for the answer to a request.

        Args:
            request: the request's number.
            wanted: the packet type of a successful answer; None if only a status is expected.
            accepted: the status that may come instead.

        Returns:
            the answer's content; None where the accepted status came.
        """
        while request not in self._early:
            self._take()
        kind, content = self._early.pop(request)
        self._opening.discard(request)
        if request in self._blocks:
            self._session.window.give(self._blocks.pop(request))
        if kind == wanted:
            return content
        if kind != PacketType.STATUS:
            raise MalformedAnswerError(f"packet {kind} where {wanted} was due")
        status = content.number()
        if status != accepted:
            said = "" if content.is_at_end else content.text()
            raise faults.RefusedError(self._what, status, said)
        return None

    def content(self, kind: PacketType, body: bytes, wanted: PacketType) -> PacketReader:
        """Send a request, and return its answer's content."""
        content = self.answer(self.ask(kind, body), wanted)
        if content is None:
            raise MalformedAnswerError("a status without meaning")
        return content

    def open(self, kind: PacketType, body: bytes) -> bytes:
        """Send an OPEN or OPENDIR, and return the handle as it is sent back."""
        request = self.ask(kind, body)
        self._opening.add(request)
        content = self.answer(request, PacketType.HANDLE)
        if content is None:
            raise MalformedAnswerError("a status without meaning")
        handle = packets.text(content.blob())
        self._handles.add(handle)
        return handle

    def close(self, handle: bytes) -> int:
        """Send a CLOSE and return its number, without waiting for the answer."""
        request = self.ask(PacketType.CLOSE, handle)
        self._handles.discard(handle)
        return request

    def confirm(self, request: int) -> None:
        """Wait for the OK status of a request."""
        self.answer(request, None, Status.OK)

    def _close_all(self) -> None:
        """Close whatever is still open, or will be once its answer comes."""
        came = [request for request in self._opening if not self._session.give_up(request)]
        with suppress(Empty):
            while came and (found := self._answers.get_nowait()) is not None:
                self._early[found[0]] = found[1:]
        for kind, content in [self._early[request] for request in came if request in self._early]:
            with suppress(MalformedAnswerError):
                if kind == PacketType.HANDLE:
                    self._handles.add(packets.text(content.blob()))
        for handle in self._handles:
            self._session.close_given_up(handle)

    def _take(self) -> None:
        while True:
            self._stop_if_cancelled()
            try:
                found = self._answers.get(timeout=POLL)
            except Empty:
                with self._line():
                    self._session.check_alive()
                continue
            if found is None:
                with self._line():
                    self._session.check_alive()
                    raise EOFError("the session ended")
            number, kind, content = found
            self._early[number] = (kind, content)
            return

    def _line(self) -> AbstractContextManager[None]:
        """Translate errors of the connection and the server; the caller's own pass through."""
        return faults.translated(self._what, self._session.where)

    def _stop_if_cancelled(self) -> None:
        self._job.stop_if_cancelled("The transfer was stopped.")

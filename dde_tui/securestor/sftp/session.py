"""Multiplexes SFTP requests and answers on one channel, for several threads at once.

One listener thread reads the answers, dispatches each to the thread that
asked, and closes the socket when answers are due and none comes: a blocked write in paramiko retries
forever, so nothing less than closing the socket from another thread ends it.

Nothing that the server opened stays open, not even what nobody waits for any more: servers on Windows
refuse to remove or rename a file that is open.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING, NoReturn

from checks.errors import CancelledError
from dde_tui.securestor import faults
from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.channel import POLL, ChannelReader, LastActivity
from dde_tui.securestor.sftp.packets import PacketReader, PacketType
from dde_tui.securestor.sftp.window import Window
from dde_tui.securestor.status import MalformedAnswerError

if TYPE_CHECKING:
    import paramiko

_PACKET = 32_704
"""Bytes that fit in one channel packet; larger writes would be copied again for each packet."""

_AFTER_CANCEL = 0.6
"""Grace period in seconds for a partly sent request of a cancelled transfer."""

Answers = SimpleQueue[tuple[int, int, PacketReader] | None]
"""Number, kind and content of each answer; None when the session ended and no more will come."""

HangUp = Callable[[faults.SilenceError | None], None]


class Session:
    """A started SFTP subsystem.

    Args:
        channel: an open channel on which the subsystem "sftp" was started.
        hang_up: closes the connection's socket; receives the timeout, if that is why.
        where: host and port, for messages.
        patience: seconds without any answer after which the connection is closed.
        pulse: of the connection, updated by all its sessions.

    Raises:
        TransferError: the server does not speak SFTP.
    """

    def __init__(
        self, channel: "paramiko.Channel", hang_up: HangUp, where: str, patience: float, pulse: LastActivity
    ) -> None:
        self.where = where
        self.patience = patience
        self.window = Window()
        self._channel = channel
        self._hang_up = hang_up
        self._incoming = ChannelReader(channel)
        self._numbers = count(1)
        self._owed: dict[int, Answers] = {}
        self._given_up: set[int] = set()
        self._to_close = 0
        self._changing = threading.Lock()
        self._sending = threading.Lock()
        self._pulse = pulse
        self._owed_since = time.monotonic()
        self._failure: BaseException | None = None
        self._leaving: tuple[float, Callable[[], None]] | None = None
        channel.settimeout(POLL)
        try:
            with faults.translated("open SFTP", where):
                self.extensions = self._greet()
        except BaseException:
            self._close_channel()
            raise
        self._listener = threading.Thread(target=self._listen, name="sftp session", daemon=True)
        self._listener.start()

    @property
    def is_alive(self) -> bool:
        """Whether answers can still come."""
        return self._failure is None

    @property
    def is_settled(self) -> bool:
        """Whether every request was answered, abandoned ones included, and every given-up file is closed."""
        with self._changing:
            return not self._owed and not self._to_close

    def close(self) -> None:
        """End the session; the connection stays open. Not from the session's own thread."""
        self._close_channel()
        self._listener.join(2)

    def send(self, kind: PacketType, body: bytes, answers: Answers, stop: Callable[[], None]) -> int:
        """Send a request and return its number; its answer goes to `answers`.

        Args:
            kind: the packet type.
            body: the request, after its number.
            answers: the queue for its answer.
            stop: called several times a second until the request starts to be sent; its exceptions
                propagate. A partly sent request is always completed, or the session would be lost.

        Raises:
            OSError, EOFError: the connection failed.
        """
        while not self._sending.acquire(timeout=POLL):
            stop()
            self.check_alive()
        try:
            number = next(self._numbers) & 0xFFFFFFFF
            with self._changing:
                self.check_alive()
                if not self._owed:
                    self._owed_since = time.monotonic()
                self._owed[number] = answers
            self._leaving = time.monotonic(), stop
            try:
                self._send(packets.packet(kind, packets.number(number) + body), stop)
            except BaseException:
                with self._changing:
                    self._owed.pop(number, None)
                raise
            return number
        finally:
            self._leaving = None
            self._sending.release()

    def leave(self, kind: PacketType, body: bytes) -> bool:
        """Send a request whose answer is ignored; return whether it was sent: not where the line is blocked.

        The transfer already failed with its own error; a failure here adds nothing.
        """

        def stop() -> None:
            raise EOFError("the connection is blocked")

        with suppress(OSError, EOFError, CancelledError, MalformedAnswerError):
            self.send(kind, body, SimpleQueue(), stop)
            return True
        return False

    def give_up(self, request: int) -> bool:
        """Have what an OPEN or OPENDIR opens closed as soon as its answer comes.

        Returns:
            False where the answer came before: it is in its queue.
        """
        with self._changing:
            if request in self._owed:
                self._given_up.add(request)
            return request in self._given_up

    def close_given_up(self, handle: bytes) -> None:
        """Close what was opened and is used no more: at once, or as soon as the line takes it."""
        if self.is_alive and not self.leave(PacketType.CLOSE, handle):
            with self._changing:
                self._close_soon(handle)

    def _close_soon(self, handle: bytes) -> None:
        """Close it from a thread of its own, since the line may be busy; `_changing` is held."""
        self._to_close += 1
        threading.Thread(target=self._close, args=(handle,), name="sftp close", daemon=True).start()

    def _close(self, handle: bytes) -> None:
        try:
            with suppress(Exception):  # the session has ended, and its end closes everything
                self.send(PacketType.CLOSE, handle, SimpleQueue(), lambda: None)
        finally:
            with self._changing:
                self._to_close -= 1

    def check_alive(self) -> None:
        """Raise what ended the session, if something did."""
        if self._failure is not None:
            raise self._failure

    def _send(self, data: bytes, stop: Callable[[], None]) -> None:
        rest = memoryview(data)
        try:
            while rest:
                try:
                    sent = self._channel.send(bytes(rest[:_PACKET]))
                except TimeoutError:
                    self.check_alive()
                    if len(rest) == len(data):
                        stop()
                    continue
                if not sent:
                    raise EOFError("the server closed the session")  # noqa: TRY301 - cleaned up like any other
                rest = rest[sent:]
        except BaseException:
            if len(rest) < len(data):
                self._hang_up(None)  # half a question has left: whatever followed would be read as its rest
            raise

    def _listen(self) -> None:
        failure: BaseException
        try:
            while True:
                self._hand_on(*self._incoming.packet(self._watch))
        except Exception as error:  # noqa: BLE001 - whatever ends the session is told to all who wait
            failure = error
        with self._changing:
            self._failure = failure
            waiting = {id(answers): answers for answers in self._owed.values()}
            self._owed.clear()
            self._given_up.clear()
        for answers in waiting.values():
            answers.put(None)
        self._close_channel()

    def _hand_on(self, kind: int, content: PacketReader) -> None:
        number = content.number()
        with self._changing:
            answers = self._owed.pop(number, None)
            if answers is None:
                raise MalformedAnswerError("an answer to no question")
            if number not in self._given_up:
                answers.put((number, kind, content))
            elif kind == PacketType.HANDLE:
                self._close_soon(packets.text(content.blob()))
            self._given_up.discard(number)
        self._pulse.beat()

    def _watch(self) -> None:
        """Watchdog: close the connection when an answer is overdue, or an abandoned write is stuck."""
        now, leaving = time.monotonic(), self._leaving
        with self._changing:
            is_dead = self._owed and now - max(self._owed_since, self._pulse.last) > self.patience
        if is_dead:
            self._give_up_silent()
        if leaving is not None and now - leaving[0] > _AFTER_CANCEL:
            try:
                leaving[1]()
            except BaseException:
                # Who sends holds paramiko's own lock: not even closing the channel would go on.
                self._hang_up(None)
                raise

    def _give_up_silent(self) -> NoReturn:
        silence = faults.SilenceError(self.patience)
        self._hang_up(silence)
        raise silence

    def _greet(self) -> dict[str, str]:
        begun = time.monotonic()

        def watch() -> None:
            if time.monotonic() - begun > self.patience:
                self._give_up_silent()

        self._send(packets.packet(PacketType.INIT, packets.number(packets.VERSION)), watch)
        kind, answer = self._incoming.packet(watch)
        if kind != PacketType.VERSION:
            raise MalformedAnswerError(f"packet {kind} where VERSION was due")
        answer.number()
        extensions = {}
        while not answer.is_at_end:
            name = answer.text()
            extensions[name] = answer.text()
        return extensions

    def _close_channel(self) -> None:
        with suppress(OSError, EOFError):
            self._channel.close()

"""Reads packets from a channel, with a watchdog call several times a second."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.packets import PacketReader
from dde_tui.securestor.status import MalformedAnswerError

if TYPE_CHECKING:
    import paramiko


POLL = 0.2
"""Seconds between checks for cancellation."""


class LastActivity:
    """The time of the last answer on a connection, shared by its sessions.

    On a slow connection one session's bytes queue behind another's, so only all together can time out.
    """

    def __init__(self) -> None:
        self.last = time.monotonic()

    def beat(self) -> None:
        """Note that an answer came."""
        self.last = time.monotonic()


class ChannelReader:
    """The packets of one channel; for one thread.

    Args:
        channel: an open channel whose timeout is POLL.
    """

    def __init__(self, channel: "paramiko.Channel") -> None:
        self._channel = channel
        self._received = bytearray()
        self._looked = time.monotonic()

    def packet(self, watch: Callable[[], None]) -> tuple[int, PacketReader]:
        """Return the kind and the content of the next packet.

        Args:
            watch: called several times a second, even while bytes trickle in; its exceptions propagate.

        Raises:
            MalformedAnswerError: this is not SFTP.
            OSError, EOFError: the connection failed.
        """
        self._fill(4, watch)
        length = int.from_bytes(self._received[:4])
        if not 0 < length <= packets.LONGEST_ANSWER:
            raise MalformedAnswerError(f"a packet of {length} bytes")
        self._fill(4 + length, watch)
        kind, body = self._received[4], bytes(self._received[5 : 4 + length])
        del self._received[: 4 + length]
        return kind, PacketReader(body)

    def _fill(self, length: int, watch: Callable[[], None]) -> None:
        while len(self._received) < length:
            if time.monotonic() - self._looked >= POLL:
                self._look(watch)
            try:
                piece = self._channel.recv(131_072)
            except TimeoutError:
                self._look(watch)
                continue
            if not piece:
                raise EOFError("the server closed the session")
            self._received += piece

    def _look(self, watch: Callable[[], None]) -> None:
        self._looked = time.monotonic()
        watch()

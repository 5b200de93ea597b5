"""A line between a client and a server of this machine that is far, slow, or breaks: for tests and benchmarks.

`Line(port)` runs in a thread of this process, where a test can break it at a chosen byte. A benchmark takes
`far_line(port, delay)`, which runs one in a process of its own, so that it takes no time from what is measured.
"""

import asyncio
import contextlib
import socket
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Self

_HELD = 64 << 20  # bytes that an unlimited line holds on their way; a longer queue lets the sender wait
_PIECE = 0.05  # seconds of a limited line's rate that travel together


class Break(Enum):
    """How a line breaks, for the connections that are open."""

    RESET = "both ends are told at once that it is over (RST)"
    CLOSE = "both ends see an orderly end (FIN)"
    STALL = "nothing moves in either direction, nobody is told"
    DEAF = "half-open: what the server says is lost"
    MUTE = "half-open: what the client says is lost"


class Line:
    """A TCP proxy to a port of this machine.

    Args:
        port: the server's port on 127.0.0.1.
        delay: seconds that every byte travels, each way.
        rate: bytes a second, each way; None means as fast as this machine passes them on.
    """

    def __init__(self, port: int, *, delay: float = 0.0, rate: float | None = None) -> None:
        self.target = port
        self.delay = delay
        self.rate = rate
        self.passed = 0
        self.connections = 0
        self._broken: Break | None = None  # how every new connection is met
        self._due: list[tuple[int, Callable[[], None]]] = []
        self._pairs: set[_Pair] = set()
        self._loop = asyncio.SelectorEventLoop()  # Windows' own loop leaves reads unended when it closes
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        serving = self._loop.create_server(lambda: _Near(self), sock=listener)
        self._server = self._loop.run_until_complete(serving)
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()

    def when(self, passed: int, act: Callable[[], None]) -> None:
        """Call `act` once the client has sent so many more bytes; it runs before they are passed on."""
        self._due.append((self.passed + passed, act))

    def snap(self, how: Break, *, lasting: bool = False) -> None:
        """Break every open connection, and every later one too if it lasts until `mend`."""
        if lasting:
            self._broken = how
        self._do(lambda: [pair.snap(how) for pair in [*self._pairs]])

    def mend(self) -> None:
        """Let new connections through again, at full speed; what was broken stays so and is dropped."""
        self._broken, self._due, self.rate = None, [], None
        self._do(lambda: [pair.snap(Break.RESET) for pair in [*self._pairs]])

    def close(self) -> None:
        """Drop every connection, also one that is just being made, and stop listening."""
        self.snap(Break.RESET, lasting=True)
        self._do(self._loop.stop)
        self._thread.join()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        for _ in range(3):  # transports close their sockets in one of the next turns
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _do(self, act: Callable[[], object]) -> None:
        """Run it on the line's thread and wait until it is done."""
        if threading.get_ident() == self._thread.ident:
            act()
            return
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (act(), done.set()))
        done.wait(5)

    def count(self, amount: int) -> None:
        """Note bytes of the client, and do what is due."""
        self.passed += amount
        for entry in [entry for entry in self._due if entry[0] <= self.passed]:
            self._due.remove(entry)
            entry[1]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Pair:
    """One connection: two ends, and a way in each direction."""

    def __init__(self, line: Line, near: asyncio.Transport, far: asyncio.Transport) -> None:
        self.up = _Way(line, near, far)
        self.down = _Way(line, far, near)

    def snap(self, how: Break) -> None:
        if how in {Break.RESET, Break.CLOSE}:
            for end in (self.up.source, self.down.source):
                _hang_up(end, politely=how is Break.CLOSE)
        if how in {Break.STALL, Break.MUTE}:
            self.up.lose()
        if how in {Break.STALL, Break.DEAF}:
            self.down.lose()


class _Way:
    """One direction: what came in waits until it is due, and goes out in order."""

    def __init__(self, line: Line, source: asyncio.Transport, sink: asyncio.Transport) -> None:
        self.source, self.sink = source, sink
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[float, bytes | None]] = deque()
        self._held = 0
        self._free_at = 0.0
        self._blocked = self._lost = False
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes | None) -> None:
        """Take bytes on, or None for the orderly end."""
        if self._lost:
            return
        now, line = self._loop.time(), self._line
        if data is None or line.rate is None:
            self._waiting.append((now + line.delay, data))
        else:
            length = max(1, int(line.rate * _PIECE))
            for start in range(0, len(data), length):
                piece = data[start : start + length]
                self._free_at = max(now, self._free_at) + len(piece) / line.rate
                self._waiting.append((self._free_at + line.delay, piece))
        self._held += len(data or b"")
        self.go_on()

    def lose(self) -> None:
        """Carry nothing any more, without telling anybody; what is still said fills the sender's buffers."""
        self._lost = True
        self._waiting.clear()
        if not self.source.is_closing() and self.source.is_reading():
            self.source.pause_reading()

    def block(self) -> None:
        """Wait: the other end takes no more."""
        self._blocked = True

    def unblock(self) -> None:
        """The other end takes bytes again."""
        self._blocked = False
        self.go_on()

    def go_on(self) -> None:
        """Pass on what is due, and come back for the rest."""
        if self._lost:
            return
        now = self._loop.time()
        while self._waiting and not self._blocked and self._waiting[0][0] <= now:
            _, data = self._waiting.popleft()
            if data is None:
                with contextlib.suppress(OSError):  # the other end may have hung up already
                    self.sink.write_eof()
            else:
                self._held -= len(data)
                self.sink.write(data)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and not self._blocked:
            self._timer = self._loop.call_at(self._waiting[0][0], self.go_on)
        rate = self._line.rate
        full = self._held > (_HELD if rate is None else max(65_536, rate * (self._line.delay + 0.1)))
        if not self.source.is_closing() and full == self.source.is_reading():
            (self.source.pause_reading if full else self.source.resume_reading)()


class _End(asyncio.Protocol):
    """What both ends do with the bytes of their socket."""

    transport: asyncio.Transport
    pair: _Pair | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(4 << 20)
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ways(self) -> tuple[_Way, _Way] | None:
        """The way from here and the way to here."""
        raise NotImplementedError

    def data_received(self, data: bytes) -> None:
        if ways := self.ways():
            ways[0].take(data)

    def eof_received(self) -> bool:
        if ways := self.ways():
            ways[0].take(None)
        return True

    def pause_writing(self) -> None:
        if ways := self.ways():
            ways[1].block()

    def resume_writing(self) -> None:
        if ways := self.ways():
            ways[1].unblock()

    def connection_lost(self, error: Exception | None) -> None:
        if ways := self.ways():
            ways[1].lose()
            if error is not None:
                _hang_up(ways[0].sink)
            else:
                ways[0].take(None)


class _Near(_End):
    """The client's end."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._line.connections += 1
        if self._line._broken in {Break.RESET, Break.CLOSE}:
            _hang_up(self.transport, politely=self._line._broken is Break.CLOSE)
            return
        self.transport.pause_reading()
        self._reaching = asyncio.ensure_future(self._reach())

    async def _reach(self) -> None:
        line = self._line
        try:
            _, far = await asyncio.get_running_loop().create_connection(
                lambda: _Far(line, self), "127.0.0.1", line.target
            )
        except (OSError, asyncio.CancelledError):
            _hang_up(self.transport)
            return
        self.pair = far.pair = _Pair(line, self.transport, far.transport)
        line._pairs.add(self.pair)
        if line._broken:
            self.pair.snap(line._broken)
        for data in far.early:
            self.pair.down.take(data)
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def ways(self) -> tuple[_Way, _Way] | None:
        return (self.pair.up, self.pair.down) if self.pair else None

    def data_received(self, data: bytes) -> None:
        self._line.count(len(data))
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        if self.pair:
            self._line._pairs.discard(self.pair)


class _Far(_End):
    """The server's end."""

    def __init__(self, line: Line, near: _Near) -> None:
        self._line, self._near = line, near
        self.early: list[bytes] = []

    def ways(self) -> tuple[_Way, _Way] | None:
        return (self.pair.down, self.pair.up) if self.pair else None

    def data_received(self, data: bytes) -> None:
        if self.pair is None:
            self.early.append(data)
        super().data_received(data)


def _hang_up(end: asyncio.Transport, *, politely: bool = False) -> None:
    if end.is_closing():
        return
    if politely:
        end.close()
        return
    sock = end.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.abort()


@contextlib.contextmanager
def far_line(port: int, delay: float, rate: float | None = None) -> Iterator[int]:
    """Run a line in a process of its own while the block lasts, and give its port.

    Args:
        port: the server's port on 127.0.0.1.
        delay: seconds each way: 0.015 makes a round trip of 30 ms.
        rate: bytes a second, each way.
    """
    command = [sys.executable, __file__, str(port), str(delay), str(rate or 0)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    with Line(int(sys.argv[1]), delay=float(sys.argv[2]), rate=float(sys.argv[3]) or None) as served:
        print(served.port, flush=True)
        sys.stdin.read()

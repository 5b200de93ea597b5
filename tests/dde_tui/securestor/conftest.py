"""A real server on loopback, and a wire in between that can be cut or go silent."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dde_tui.securestor.connecting import connect
from dde_tui.securestor.connection import Connection, Server
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.login.proofs import Login
from dde_tui.securestor.outgoing import Outgoing

PASSWORD = "correct horse"


class Wire:
    """A TCP proxy: passes bytes on until it is cut, or until it goes silent after so many of the client's."""

    def __init__(self, port: int) -> None:
        self.silent_after: int | None = None
        self.cut_after: int | None = None
        self.passed = 0
        self._target = port
        self._pairs: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            for sock in (near, far):
                sock.settimeout(0.05)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._pairs.append(sock)
            for source, sink, counted in ((near, far, True), (far, near, False)):
                thread = threading.Thread(target=self._pump, args=(source, sink, counted), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while not self._ended.is_set():
                if self.silent_after is not None and self.passed >= self.silent_after:
                    self._ended.wait(0.05)
                    continue
                try:
                    data = source.recv(65_536)
                except TimeoutError:
                    continue
                if not data:
                    break
                if counted:
                    self.passed += len(data)
                    if self.cut_after is not None and self.passed >= self.cut_after:
                        self.cut_after = None
                        self.cut()
                        return
                sink.settimeout(5)
                sink.sendall(data)
                sink.settimeout(0.05)
        for sock in (source, sink):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        for sock in self._pairs:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self._ended.set()
        self.cut()
        for thread in self._threads:
            thread.join(2)
        for sock in [*self._pairs, self._listener]:
            sock.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "served" / "district"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def serve(root: Path) -> Iterator[Callable[..., EmbeddedServer]]:
    """Start a server, of another class where a fault is wanted; its root is the parent of the district's folder."""
    running: list[EmbeddedServer] = []

    def start(kind: type[EmbeddedServer] = EmbeddedServer, **ways: object) -> EmbeddedServer:
        server = kind(root.parent, **(ways or {"password": PASSWORD}))
        running.append(server)
        return server.start()

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def log_in() -> Iterator[Callable[..., Connection]]:
    open_ones: list[Connection] = []

    def open_one(
        server: EmbeddedServer, *, port: int = 0, timeout: float = 5, patience: float = 30
    ) -> Connection:
        where = Server(
            "127.0.0.1", port or server.port, server.user, "district", host_keys=(server.fingerprint,)
        )
        connection = connect(where, Login(PASSWORD), timeout, patience=patience)
        open_ones.append(connection)
        return connection

    yield open_one
    for connection in open_ones:
        connection.close()


@pytest.fixture
def wire_to() -> Iterator[Callable[[EmbeddedServer], Wire]]:
    wires: list[Wire] = []

    def make(server: EmbeddedServer) -> Wire:
        wires.append(Wire(server.port))
        return wires[-1]

    yield make
    for wire in wires:
        wire.end()


@pytest.fixture
def outgoing() -> Callable[..., list[Outgoing]]:
    """Make files of a size; each version of a file differs in every byte."""

    def make(
        version: int = 2, size: int = 300_000, names: tuple[str, ...] = ("orgs.csv", "users.csv")
    ) -> list[Outgoing]:
        files = []
        for number, name in enumerate(names):
            data = bytes([64 + version]) * (size + number)
            files.append(Outgoing.of(name, data))
        return files

    return make

"""Real servers on loopback, and a wire in between that can be cut or go silent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Connection, Server
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import OutgoingFile
from faults.servers import SERVERS, District
from support.slow_link import Break, Line

PASSWORD = "correct horse"


class Wire(Line):
    """A line that is cut, or goes silent, once so many of the client's bytes passed in all."""

    cut_after = property(fset=lambda wire, at: wire.when(at - wire.passed, partial(wire.snap, Break.RESET)))
    silent_after = property(
        fset=lambda wire, at: wire.when(at - wire.passed, partial(wire.snap, Break.STALL))
    )


@pytest.fixture(params=SERVERS)
def district_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[District]:
    """The embedded server and OpenSSH's, one after the other; `root` is the district's folder on its disk."""
    with SERVERS[request.param](tmp_path / "server") as server:
        yield server


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
        server: EmbeddedServer | District, *, port: int = 0, timeout: float = 5, patience: float = 30
    ) -> Connection:
        if isinstance(server, District):
            where, login = server.server(port), Login()
        else:
            where = Server(
                "127.0.0.1", port or server.port, server.user, "district", host_keys=(server.fingerprint,)
            )
            login = Login(PASSWORD)
        connection = connect(where, login, timeout, patience=patience)
        open_ones.append(connection)
        return connection

    yield open_one
    for connection in open_ones:
        connection.close()


@pytest.fixture
def wire_to() -> Iterator[Callable[[EmbeddedServer | District], Wire]]:
    with ExitStack() as wires:
        yield lambda server: wires.enter_context(Wire(server.port))


@pytest.fixture
def outgoing() -> Callable[..., list[OutgoingFile]]:
    """Make files of a size; each version of a file differs in every byte."""

    def make(
        version: int = 2, size: int = 300_000, names: tuple[str, ...] = ("orgs.csv", "users.csv")
    ) -> list[OutgoingFile]:
        files = []
        for number, name in enumerate(names):
            data = bytes([64 + version]) * (size + number)
            files.append(OutgoingFile.of(name, data))
        return files

    return make

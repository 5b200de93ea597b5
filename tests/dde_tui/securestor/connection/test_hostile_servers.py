"""Servers that never speak, speak something else, never stop, or hang up: each ends in time and in clear words."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import asyncssh
import pytest

from dde_tui.deadline import in_time
from dde_tui.errors import TransferError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect, fetch_host_keys
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.ssh.transport import can_resist_quantum_computers
from support import machine

LIMIT = 1.0
GREETING = b"SSH-2.0-OpenSSH_9.2\r\n"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))


@contextmanager
def listening(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """Listen on a port; each caller is talked to by this function until the test is over."""
    over = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def serve(peer: socket.socket) -> None:
            with peer, suppress(OSError):
                talk(peer, over)

        def accept() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    peer, _ = listener.accept()
                    threads.append(threading.Thread(target=serve, args=(peer,)))
                    threads[-1].start()

        threads.append(threading.Thread(target=accept))
        threads[0].start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            for thread in threads:
                thread.join(5)


def say(data: bytes) -> Callable[[socket.socket, threading.Event], None]:
    def talk(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(data)
        over.wait()

    return talk


def for_ever(data: bytes, pause: float = 0) -> Callable[[socket.socket, threading.Event], None]:
    def talk(peer: socket.socket, over: threading.Event) -> None:
        while not over.wait(pause) if pause else not over.is_set():
            peer.sendall(data)

    return talk


def hang_up(peer: socket.socket, _over: threading.Event) -> None:
    peer.shutdown(socket.SHUT_RDWR)


def say_and_hang_up(data: bytes) -> Callable[[socket.socket, threading.Event], None]:
    def talk(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(data)
        hang_up(peer, over)

    return talk


CASES = {
    "never speaks": (say(b""), "in time"),
    "hangs up at once": (hang_up, "was lost at once, before the server said a word"),
    "is too busy": (
        say_and_hang_up(b"Exceeded MaxStartups\r\n"),
        r'turns the connection away.*"Exceeded Max',
    ),
    "punishes an address": (say_and_hang_up(b"Not allowed at this time\r\n"), "turns the connection away"),
    "speaks FTP and refuses": (say_and_hang_up(b"421 Too many connections\r\n"), "does not speak SSH"),
    "speaks HTTP": (
        say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        r'does not speak SSH.*"HTTP/1.1 400 Bad Request"',
    ),
    "speaks FTP": (say(b"220 ready\r\n"), "does not speak SSH"),
    "speaks TLS": (say(b"\x15\x03\x01\x00\x02\x02\x46"), "does not speak SSH"),
    "never ends its first line": (for_ever(b"x" * 4096), "does not speak SSH"),
    "has lines without end": (for_ever(b"hello\r\n" * 500), "does not speak SSH"),
    "speaks a sign at a time": (for_ever(b"x", 0.05), "does not speak SSH"),
    "commands the terminal": (say(b"\x1b]52;c;eA==\x07\x9b31m\xe2\x80\xae\r\n"), "does not speak SSH"),
    "greets and falls silent": (say(GREETING), "in time"),
    "greets in an old language": (say(b"SSH-1.5-x\r\n"), "no encryption that dde uses"),
    "greets with commands": (say(b"SSH-2.0-\x1b[2J\r\n" + b"\x1b" * 99), "was lost|in time"),
    "greets and talks junk": (for_ever(GREETING + b"\xff" * 400), "was lost|in time"),
    "greets after a notice": (say(b"Authorized use only\r\n" * 50 + GREETING), "in time"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_time_and_in_clear_words(name):
    talk, words = CASES[name]
    with listening(talk) as port:
        begun = time.monotonic()
        with pytest.raises(TransferError, match=words) as caught:
            fetch_host_keys("127.0.0.1", port, LIMIT)
        assert time.monotonic() - begun < LIMIT + 2
    assert caught.value.sentence.isprintable()
    assert caught.value.to_do
    assert len(caught.value.happened) < 300


def test_a_notice_before_the_greeting_does_no_harm(serve):
    server = serve()

    def talk(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(b"Authorized use only.\r\nSSH is used here.\r\n")
        with socket.create_connection(("127.0.0.1", server.port)) as real:
            back = threading.Thread(target=passed_on, args=(real, peer))
            back.start()
            passed_on(peer, real)
            back.join(5)

    with listening(talk) as port:
        (shown,) = fetch_host_keys("127.0.0.1", port, 5)
        assert shown.fingerprint == server.fingerprint


def passed_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(4096):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


def test_a_name_server_that_never_answers_has_its_limit(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "create_connection", lambda *_: over.wait(10) and socket.socket())
    begun = time.monotonic()
    with pytest.raises(TransferError, match="in time"):
        fetch_host_keys("slow.example", 22, 0.3)
    assert time.monotonic() - begun < 2
    over.set()


def test_what_comes_too_late_is_closed():
    let, closed = threading.Event(), threading.Event()

    def slow() -> str:
        let.wait(5)
        return "late"

    with pytest.raises(TimeoutError):
        in_time(slow, 0.05, too_late=lambda found: closed.set() if found == "late" else None)
    let.set()
    assert closed.wait(5)


def test_what_comes_in_time_or_fails_is_handed_on():
    assert in_time(lambda: "x", 5) == "x"
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, 5)


class Anybody(asyncssh.SSHServer):
    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return password == "correct horse"


@pytest.mark.parametrize(
    ("offered", "used"),
    [
        (
            ["curve25519-sha256", "curve25519-sha256@libssh.org", "mlkem768x25519-sha256"],
            "mlkem768x25519-sha256",
        ),
        (["ecdh-sha2-nistp256", "curve25519-sha256@libssh.org"], "curve25519-sha256@libssh.org"),
    ],
)
async def test_the_post_quantum_exchange_is_preferred_where_both_sides_have_it(offered, used):
    if not can_resist_quantum_computers():
        machine.lacks("the cryptography of this machine has no ML-KEM")
    keys = [
        asyncssh.generate_private_key("ssh-ed25519"),
        asyncssh.generate_private_key("ecdsa-sha2-nistp384"),
    ]
    server = await asyncssh.create_server(
        Anybody, "127.0.0.1", 0, server_host_keys=keys, kex_algs=offered, sftp_factory=True
    )
    port = server.sockets[0].getsockname()[1]

    def go():
        shown = fetch_host_keys("127.0.0.1", port, 5)
        pins = (keys[1].get_fingerprint(),)
        with connect(Server("127.0.0.1", port, "x", host_keys=pins), Login("correct horse"), 5) as connection:
            return {key.fingerprint for key in shown}, connection.host_key, connection.negotiated

    async with server:
        shown, pinned, negotiated = await asyncssh.misc.asyncio.to_thread(go)
    assert shown == {key.get_fingerprint() for key in keys}
    assert pinned.kind == "ecdsa-sha2-nistp384"
    assert (negotiated["kex"], negotiated["strict_kex"]) == (used, "yes")

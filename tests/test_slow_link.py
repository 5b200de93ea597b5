"""The line that the tests and benchmarks break is a line, and breaks as it says."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from support.slow_link import Break, Line, far_line


@contextmanager
def echo():
    """A server that says back what it hears, and how often somebody came."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer(sock):
            with sock, suppress(OSError):
                while data := sock.recv(65_536):
                    sock.sendall(data)

        def accept():
            with suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    threading.Thread(target=answer, args=(sock,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        with suppress(
            OSError
        ):  # Linux wakes who accepts by it; Windows and macOS refuse it, and wake him by the close
            listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def called(port):
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield sock


def ask(sock, data=b"?"):
    """Say it, and return how many seconds its echo took."""
    begun = time.monotonic()
    sock.sendall(data)
    got = b""
    while len(got) < len(data) and (piece := sock.recv(65_536)):
        got += piece
    assert got == data
    return time.monotonic() - begun


@pytest.fixture
def port():
    with echo() as listening:
        yield listening


def test_everything_passes_in_order(port):
    data = bytes(range(256)) * 8_000
    with Line(port) as line, called(line.port) as sock:
        threading.Thread(target=sock.sendall, args=(data,)).start()
        got = bytearray()
        while len(got) < len(data):
            got += sock.recv(65_536)
        assert bytes(got) == data
        assert line.passed == len(data)


def test_a_round_trip_takes_the_delay_twice(port):
    with Line(port, delay=0.05) as line, called(line.port) as sock:
        ask(sock)
        assert 0.1 <= ask(sock) < 0.3


def test_a_process_of_its_own_delays_as_well(port):
    with far_line(port, 0.05) as far, called(far) as sock:
        ask(sock)
        assert 0.1 <= ask(sock) < 0.3


def test_a_slow_line_keeps_to_its_rate(port):
    with Line(port, rate=100_000) as line, called(line.port) as sock:
        assert 0.35 < ask(sock, b"x" * 40_000) < 2


@pytest.mark.parametrize(("how", "meets"), [(Break.RESET, ConnectionResetError), (Break.CLOSE, None)])
def test_a_cut_is_noticed_at_once_and_comes_at_its_byte(port, how, meets):
    with Line(port) as line, called(line.port) as sock:
        ask(sock)
        line.when(2, lambda: line.snap(how))
        ask(sock)
        sock.sendall(b"!")
        if meets:
            with pytest.raises(meets):
                sock.recv(1)
        else:
            assert sock.recv(1) in {b"", b"!"}
        with called(line.port) as again:
            ask(again)


@pytest.mark.parametrize("how", [Break.STALL, Break.DEAF, Break.MUTE])
def test_a_silent_line_tells_nobody(port, how):
    with Line(port) as line, called(line.port) as sock:
        ask(sock)
        line.snap(how)
        sock.settimeout(0.3)
        sock.sendall(b"!")
        with pytest.raises(TimeoutError):
            sock.recv(1)


def test_what_the_client_says_on_a_deaf_line_still_arrives():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        Line(listener.getsockname()[1]) as line,
        called(line.port) as sock,
    ):
        far, _ = listener.accept()
        with far:
            sock.sendall(b"!")
            assert far.recv(1) == b"!"
            line.snap(Break.DEAF)
            sock.sendall(b"heard")
            assert far.recv(5) == b"heard"
            far.sendall(b"lost")
            sock.settimeout(0.3)
            with pytest.raises(TimeoutError):
                sock.recv(4)


def test_a_lasting_break_meets_new_connections_until_it_is_mended(port):
    with Line(port) as line:
        line.snap(Break.RESET, lasting=True)
        with pytest.raises(OSError), called(line.port) as sock:  # noqa: PT012 - either may notice it
            sock.sendall(b"?")
            assert sock.recv(1) == b"?"
            raise AssertionError
        line.mend()
        with called(line.port) as sock:
            ask(sock)


def test_a_line_to_nobody_is_reset():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    with Line(nobody) as line, pytest.raises(OSError), called(line.port) as sock:  # noqa: PT012
        sock.sendall(b"?")
        assert sock.recv(1) == b"?"

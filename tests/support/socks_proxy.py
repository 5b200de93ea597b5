"""A SOCKS 5 proxy for tests, on loopback: RFC 1928 as far as CONNECT goes, with RFC 1929's passwords."""

import socket
import threading
from contextlib import suppress
from typing import Self


class SocksServer:
    """Passes lines on; `names` says where a name leads, which only the proxy knows."""

    def __init__(self, names: dict[str, int], login: tuple[str, str] | None = None, reply: int = 0) -> None:
        self.names = names
        self.login = login
        self.reply = reply
        self.silent = False
        self.wanted: list[tuple[str, int]] = []
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for sock in self._open:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for sock in (*self._open, self._listener):
            sock.close()

    def _start(self, run, *arguments) -> None:
        self._threads.append(threading.Thread(target=run, args=arguments, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                peer, _ = self._listener.accept()
                self._open.append(peer)
                self._start(self._serve, peer)

    def _serve(self, peer: socket.socket) -> None:
        peer.settimeout(10)
        with suppress(OSError, EOFError):
            if self.silent:
                self._ended.wait()
            _version, count = self._read(peer, 2)
            offered = self._read(peer, count)
            method = 2 if self.login else 0
            peer.sendall(bytes([5, method if method in offered else 255]))
            if self.login and not self._knows(peer):
                return
            self._connect(peer)

    def _knows(self, peer: socket.socket) -> bool:
        self._read(peer, 1)
        user, password = (self._read(peer, self._read(peer, 1)[0]).decode() for _ in range(2))
        peer.sendall(bytes([1, (user, password) != self.login]))
        return (user, password) == self.login

    def _connect(self, peer: socket.socket) -> None:
        _version, _command, _, kind = self._read(peer, 4)
        if kind == 3:
            host = self._read(peer, self._read(peer, 1)[0]).decode()
        else:
            host = socket.inet_ntoa(self._read(peer, 4))
        port = int.from_bytes(self._read(peer, 2))
        self.wanted.append((host, port))
        known = self.names.get(host)
        reply = self.reply or (0 if known else 4)
        peer.sendall(bytes([5, reply, 0, 1]) + bytes(6))
        if reply or known is None:
            return
        far = socket.create_connection(("127.0.0.1", known))
        self._open.append(far)
        peer.settimeout(None)
        self._start(self._pass_on, far, peer)
        self._pass_on(peer, far)

    @staticmethod
    def _pass_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _read(peer: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = peer.recv(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

"""A real SSH server whose door has several locks: each wants its own proof, one after the other."""

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_PARTIALLY_SUCCESSFUL, AUTH_SUCCESSFUL

from dde_tui.securestor.ssh.fingerprints import host_key
from dde_tui.securestor.ssh.transport import SoundTransport

USER = "district"


@dataclass(frozen=True)
class Round:
    """One thing a server asks by keyboard-interactive, and the answers it wants."""

    prompts: Sequence[tuple[str, bool]]
    wanted: Sequence[str]
    title: str = ""
    instructions: str = ""


@dataclass
class Doors:
    """What lets a user in: `locks` holds the methods that open each lock, the last of which lets in."""

    locks: Sequence[set[str]]
    password: str = ""
    keys: Sequence[bytes] = ()
    rounds: Sequence[Round] = ()
    silent: str = ""
    """The method to which nothing is ever answered."""
    hangs_up_at: str = ""
    """The method at which the line is cut."""
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Each method that was tried, and the password or answers that came with it."""
    port: int = 0
    fingerprint: str = ""

    def __enter__(self) -> Self:
        self._key = paramiko.ECDSAKey.generate()
        self.fingerprint = host_key(self._key.get_name(), self._key.asbytes()).fingerprint
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._open: list[SoundTransport] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._listener.close()
        for transport in self._open:
            transport.end()

    def hang_up(self) -> None:
        for transport in self._open:
            transport.sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            sock.setblocking(True)
            transport = SoundTransport(sock, 15)
            transport.add_server_key(self._key)
            transport.start_server(event=threading.Event(), server=_Door(self))
            self._open.append(transport)


class _Door(paramiko.ServerInterface):
    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._lock = 0
        self._round = 0

    def get_allowed_auths(self, username):
        return ",".join(sorted(self._doors.locks[self._lock]))

    def _tried(self, method: str, opens: Callable[[], bool], said: str = "") -> int:
        self._doors.seen.append((method, said))
        if self._doors.silent == method:
            self._doors._ended.wait()
        if self._doors.hangs_up_at == method:
            self._doors.hang_up()
        if method not in self._doors.locks[self._lock] or not opens():
            return AUTH_FAILED
        if self._lock + 1 == len(self._doors.locks):
            return AUTH_SUCCESSFUL
        self._lock += 1
        return AUTH_PARTIALLY_SUCCESSFUL

    def check_auth_none(self, username):
        return self._tried("none", lambda: username == USER)

    def check_auth_password(self, username, password):
        return self._tried("password", lambda: (username, password) == (USER, self._doors.password), password)

    def check_auth_publickey(self, username, key):
        return self._tried("publickey", lambda: username == USER and key.asbytes() in self._doors.keys)

    def check_auth_interactive(self, username, submethods):
        self._round = 0
        self._doors.seen.append(("keyboard-interactive", ""))
        return self._query()

    def check_auth_interactive_response(self, responses):
        self._doors.seen.append(("answers", " ".join(responses)))
        if list(responses) != list(self._doors.rounds[self._round].wanted):
            return AUTH_FAILED
        self._round += 1
        if self._round < len(self._doors.rounds):
            return self._query()
        return self._tried("keyboard-interactive", lambda: True)

    def _query(self):
        asked = self._doors.rounds[self._round]
        query = paramiko.server.InteractiveQuery(asked.title, asked.instructions)
        for words, seen in asked.prompts:
            query.add_prompt(words, seen)
        return query

"""A real SFTP server inside this program, for the demo and the tests: 127.0.0.1 only, a throw-away key."""

import base64
import hmac
import io
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self, cast

import paramiko
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from dde_tui.securestor.embedded.filesystem import EmbeddedFile, EmbeddedFolder
from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.packets import Extension, PacketType
from dde_tui.securestor.ssh.fingerprints import host_key
from dde_tui.securestor.ssh.transport import SoundTransport

_TIMEOUT = 15.0  # seconds a client has for the handshake
_LOOK_EVERY = 0.05  # seconds; closing a socket does not wake a thread that waits on it


class EmbeddedServer:
    """An SFTP server for one user, rooted at a folder; start it or use it as a context manager.

    Args:
        root: the folder clients see as "/".
        user: the one user's name.
        password: lets the user in, where given.
        authorized_keys: public keys that let the user in, each as a line "ssh-ed25519 AAAA…".
    """

    file_class: ClassVar[type[EmbeddedFile]] = EmbeddedFile
    folder_class: ClassVar[type[EmbeddedFolder]] = EmbeddedFolder
    extensions: ClassVar[tuple[str, ...]] = (Extension.POSIX_RENAME,)
    door_class: ClassVar[type["AccessPolicy"]]
    session_class: ClassVar[type["EmbeddedSession"]]

    def __init__(
        self,
        root: Path,
        *,
        user: str = "district",
        password: str | None = None,
        authorized_keys: Iterable[str] = (),
    ) -> None:
        self.root = root
        self.user = user
        self.password = password
        self.authorized_keys = [base64.b64decode(line.split()[1]) for line in authorized_keys]
        self.port = 0
        self.auth_attempts = 0
        self._key = _throw_away_key()
        self._stopping = threading.Event()
        self._transports: list[SoundTransport] = []
        self._sessions: set[EmbeddedSession] = set()
        self._acceptor: threading.Thread | None = None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint of the server's host key."""
        return host_key(self._key.get_name(), self._key.asbytes()).fingerprint

    def start(self) -> Self:
        """Listen on a free port; `port` says which."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(_LOOK_EVERY)
        self.port = listener.getsockname()[1]
        self._stopping.clear()
        self._acceptor = threading.Thread(
            target=self._accept, args=(listener,), name="embedded SFTP server", daemon=True
        )
        self._acceptor.start()
        return self

    def stop(self) -> None:
        """Close the listener and every connection, and wait for their threads."""
        self._stopping.set()
        if self._acceptor is not None:
            self._acceptor.join()
            self._acceptor = None
        self.drop_connections()

    def drop_connections(self) -> None:
        """Drop every connection, as a failing network would; the server keeps listening."""
        for transport in self._transports:
            transport.end()
        self._transports.clear()
        for session in list(self._sessions):
            if session.is_alive():
                session.join(2)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while not self._stopping.is_set():
                try:
                    sock, _ = listener.accept()
                except TimeoutError:
                    continue
                sock.setblocking(True)
                self._transports = [transport for transport in self._transports if transport.is_alive()]
                self._serve(sock)

    def _serve(self, sock: socket.socket) -> None:
        try:
            transport = SoundTransport(sock, _TIMEOUT)
            transport.add_server_key(self._key)
            transport.set_subsystem_handler("sftp", self.session_class, owner=self)
            transport.start_server(event=threading.Event(), server=self.door_class(self))
        except (OSError, EOFError, paramiko.SSHException):
            sock.close()
        else:
            self._transports.append(transport)


class AccessPolicy(paramiko.ServerInterface):
    """Authentication and authorization of one connection."""

    def __init__(self, owner: EmbeddedServer) -> None:
        self._owner = owner

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 - paramiko's signature
        """Name the login methods."""
        ways = {"password": self._owner.password is not None, "publickey": bool(self._owner.authorized_keys)}
        return ",".join(way for way, allowed in ways.items() if allowed)

    def check_auth_none(self, username: str) -> int:  # noqa: ARG002
        """Refuse the "none" method."""
        self._owner.auth_attempts += 1
        return AUTH_FAILED

    def check_auth_password(self, username: str, password: str) -> int:
        """Compare the password in constant time."""
        self._owner.auth_attempts += 1
        expected = self._owner.password
        known = expected is not None and hmac.compare_digest(password.encode(), expected.encode())
        return self._verdict(username, known)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """Check whether the key is authorized."""
        self._owner.auth_attempts += 1
        return self._verdict(username, key.asbytes() in self._owner.authorized_keys)

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        """Allow sessions, and nothing else."""
        if kind == "session":
            return OPEN_SUCCEEDED
        return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def _verdict(self, username: str, known: bool) -> int:
        return AUTH_SUCCESSFUL if known and username == self._owner.user else AUTH_FAILED


class EmbeddedSession(paramiko.SFTPServer):
    """One SFTP session that advertises its extensions, which paramiko's server does not."""

    def __init__(
        self, channel: paramiko.Channel, name: str, server: paramiko.ServerInterface, owner: EmbeddedServer
    ) -> None:
        super().__init__(channel, name, server, owner.folder_class, owner.root, owner.file_class)
        self._owner = owner
        owner._sessions.add(self)  # noqa: SLF001 - one file, two halves of one server

    def start_subsystem(self, name: str, transport: paramiko.Transport, channel: paramiko.Channel) -> None:
        """Serve the session until it ends."""
        greeting = cast("paramiko.Channel", _Greeting(channel, self._owner.extensions))
        super().start_subsystem(name, transport, greeting)

    def finish_subsystem(self) -> None:
        """Close every open file."""
        try:
            super().finish_subsystem()
        finally:
            # paramiko forgets open files where closing the channel of a dead connection fails.
            for file in self.file_table.values():
                file.close()
            self._owner._sessions.discard(self)  # noqa: SLF001


EmbeddedServer.door_class, EmbeddedServer.session_class = AccessPolicy, EmbeddedSession


class _Greeting:
    """A channel whose first packet, the server's version, also names its extensions.

    paramiko answers posix-rename but never offers it, and leaves no public way to do so.
    """

    def __init__(self, channel: paramiko.Channel, extensions: Iterable[str]) -> None:
        self._channel = channel
        self._extensions = extensions
        self.recv = channel.recv
        self.get_name = channel.get_name
        self.send: Callable[[bytes], int] = self._greet

    def _greet(self, data: bytes) -> int:
        offers = b"".join(packets.text(name) + packets.text("1") for name in self._extensions)
        self._channel.sendall(packets.packet(PacketType.VERSION, packets.number(packets.VERSION) + offers))
        self.send = self._channel.send
        return len(data)


def _throw_away_key() -> paramiko.PKey:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return paramiko.Ed25519Key.from_private_key(io.StringIO(pem.decode("ascii")))

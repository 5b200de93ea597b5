"""One open connection to SecureStor: its sessions, its folder, and its encryption."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection.folder import SftpFolder
from dde_tui.securestor.faults import SilenceError
from dde_tui.securestor.sftp.channel import LastActivity
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.ssh import fingerprints
from dde_tui.securestor.ssh.fingerprints import HostKey
from dde_tui.securestor.ssh.transport import SoundTransport

_LOOK_EVERY = 0.02  # seconds
MOST_SESSIONS = 10
"""Sessions per connection: OpenSSH (MaxSessions) and AWS Transfer Family allow ten."""


@dataclass(frozen=True, slots=True)
class Server:
    """SecureStor's address, the user, and the pinned host keys.

    `folder` is the district's folder with forward slashes, relative to the login folder or absolute;
    `host_keys` are the confirmed SHA-256 fingerprints.
    """

    host: str
    port: int = 22
    user: str = ""
    folder: str = ""
    key_file: Path | None = None
    agent: bool = False
    host_keys: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Host and port, for display."""
        return f"{self.host}:{self.port}"


class Connection:
    """An open, logged-in connection; a context manager that closes everything."""

    def __init__(self, server: Server, transport: SoundTransport, *, timeout: float, patience: float) -> None:
        self.server = server
        self._transport = transport
        self._host_key = shown_key(transport)
        self._timeout = timeout
        self.patience = patience
        self._silence: SilenceError | None = None
        self._pulse = LastActivity()
        self._sessions: dict[int, SftpClient] = {}
        self._opening = [threading.Lock() for _ in range(MOST_SESSIONS)]

    def sftp(self) -> SftpClient:
        """Return the connection's first SFTP session, opened lazily.

        Raises:
            TransferError: the server does not offer SFTP, or the connection failed.
        """
        return self.session(0)

    def session(self, number: int) -> SftpClient:
        """Return one of the connection's sessions, opened lazily; from any thread.

        If the server allows no more sessions on a connection, the first one is returned instead.

        Args:
            number: which one, below MOST_SESSIONS.

        Raises:
            TransferError: as `sftp`.
        """
        with self._opening[number]:
            if number not in self._sessions:
                self._sessions[number] = self._begin() if number == 0 else self._begin_more()
            return self._sessions[number]

    def _begin(self) -> SftpClient:
        # Waiting for the server's yes to a subsystem has no timeout in paramiko; hanging up ends it.
        guard = threading.Timer(self._timeout, self.hang_up)
        guard.daemon = True
        guard.start()
        try:
            with faults.translated("open SFTP", self.server.where):
                channel = self._transport.open_session(timeout=self._timeout)
                channel.invoke_subsystem("sftp")
        finally:
            guard.cancel()
        return SftpClient(
            channel, self._give_up, where=self.server.where, patience=self.patience, pulse=self._pulse
        )

    def _begin_more(self) -> SftpClient:
        try:
            return self._begin()
        except TransferError:
            first = self.sftp()
            if first.is_alive and self._transport.is_active():
                return first
            raise

    def folder(self) -> SftpFolder:
        """Return the district's folder on the server."""
        return SftpFolder(self.sftp(), self.server.folder, self._renewed)

    def _renewed(self) -> SftpClient:
        """Return a new session in place of the first one, in which a request is never answered."""
        with self._opening[0]:
            stuck = self._sessions.pop(0, None)
        if stuck is not None:
            stuck.close()
        return self.sftp()

    @property
    def host_key(self) -> HostKey:
        """The confirmed key that this server showed; known even after the connection broke."""
        return self._host_key

    @property
    def negotiated(self) -> Mapping[str, str]:
        """The negotiated algorithms: key exchange, cipher, MAC, host key type, strict key exchange."""
        transport = self._transport
        cipher = str(transport.local_cipher)
        return {
            "kex": transport.agreed_key_exchange,
            "cipher": cipher,
            "mac": "part of the cipher" if "-gcm@" in cipher else str(transport.local_mac),
            "host_key": str(transport.host_key_type),
            "strict_kex": "yes" if transport.strict else "no",
        }

    def close(self) -> None:
        """Close everything; safe to call twice, and from another thread to end a transfer at once."""
        sessions = {id(each): each for each in list(self._sessions.values())}.values()
        if not all(each.is_settled for each in sessions):
            self.hang_up()  # a farewell may wait for ever where the line takes nothing more
        for session in sessions:
            session.close()
        self._transport.end()

    def settle(self, until: float) -> None:
        """Drain: wait until the server has answered all abandoned requests, at most until this moment.

        Sessions are not ordered: a file that one still creates must exist before another removes it.

        Args:
            until: seconds, as `time.monotonic` counts them.
        """
        while time.monotonic() < until and not all(each.is_settled for each in list(self._sessions.values())):
            time.sleep(_LOOK_EVERY)

    def check_line(self) -> None:
        """Raise LineError if one session timed out: that is why the others failed."""
        if self._silence is not None:
            with faults.translated("go on with the transfer", self.server.where):
                raise self._silence

    def _give_up(self, silence: SilenceError | None) -> None:
        self._silence = self._silence or silence  # what broke the line stays; the rest follows from it
        self.hang_up()

    def hang_up(self) -> None:
        """Close the socket under everything, which unblocks every waiting thread."""
        self._transport.hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def shown_key(transport: SoundTransport) -> HostKey:
    """Return the host key that the server of this transport proved to hold."""
    key = transport.get_remote_server_key()
    return fingerprints.host_key(key.get_name(), key.asbytes())

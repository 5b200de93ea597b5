"""One open connection to SecureStor: its sessions, its folder, and what protects it."""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from dde_tui.securestor import faults
from dde_tui.securestor.folder import SftpFolder
from dde_tui.securestor.identity import hostkeys
from dde_tui.securestor.identity.hostkeys import HostKey
from dde_tui.securestor.identity.transport import SoundTransport
from dde_tui.securestor.protocol.sftp import PATIENCE, Sftp


@dataclass(frozen=True, slots=True)
class Server:
    """Where SecureStor is, who we are there, and by which keys it is known.

    `folder` is the district's folder with forward slashes, relative to the login's own folder or absolute;
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
        """Host and port, as they are shown."""
        return f"{self.host}:{self.port}"


class Connection:
    """An open, logged-in connection; leave its `with` block and nothing of it is left."""

    def __init__(self, server: Server, transport: SoundTransport, *, timeout: float, patience: float) -> None:
        self.server = server
        self._transport = transport
        self._timeout = timeout
        self._patience = patience
        self._sftp: Sftp | None = None

    def sftp(self) -> Sftp:
        """Return this connection's SFTP session, opened at first use.

        Raises:
            TransferError: the server opens none.
        """
        if self._sftp is None:
            # Waiting for the server's yes to a subsystem has no timeout in paramiko; hanging up ends it.
            guard = threading.Timer(self._timeout, self._hang_up)
            guard.daemon = True
            guard.start()
            try:
                with faults.translated("open SFTP", self.server.where):
                    channel = self._transport.open_session(timeout=self._timeout)
                    channel.invoke_subsystem("sftp")
            finally:
                guard.cancel()
            self._sftp = Sftp(channel, self._hang_up, where=self.server.where, patience=self._patience)
        return self._sftp

    def folder(self) -> SftpFolder:
        """Return the district's folder on the server."""
        return SftpFolder(self.sftp(), self.server.folder)

    @property
    def host_key(self) -> HostKey:
        """The key this server showed: one of the confirmed ones."""
        return shown_key(self._transport)

    @property
    def negotiated(self) -> Mapping[str, str]:
        """What protects this connection: key exchange, cipher, MAC, kind of host key, strict key exchange."""
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
        if self._sftp is not None:
            self._sftp.close()
        self._transport.end()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._transport.sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def shown_key(transport: SoundTransport) -> HostKey:
    """Return the key that the server of this transport proved to hold."""
    key = transport.get_remote_server_key()
    return hostkeys.host_key(key.get_name(), key.asbytes())

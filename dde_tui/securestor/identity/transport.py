"""An SSH transport that agrees to nothing weak: the client and the embedded server both use it.

paramiko's own defaults still accept 3DES, CBC modes, MD5 and SHA-1, and never set TCP_NODELAY, which makes
many small answers thirty times slower.
"""

import logging
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import paramiko

if TYPE_CHECKING:
    from paramiko.transport import _KexEngine

LOG = "dde_tui.securestor.ssh"

CIPHERS = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr")
MACS = (
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512",
    "hmac-sha2-256",
)
KEY_EXCHANGES = (
    "mlkem768x25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
)
HOST_KEYS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)

# With a handler of our own, Python's last resort does not print paramiko's tracebacks on the screen;
# a program that configures logging still gets every record.
logging.getLogger(LOG).addHandler(logging.NullHandler())


class SoundTransport(paramiko.Transport):
    """A transport over an open socket, restricted to sound algorithms.

    Args:
        sock: a connected socket; it belongs to the transport from here on.
        timeout: seconds for the server's first line and for the whole negotiation.
    """

    agreed_key_exchange: str = ""

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock)
        self.set_log_channel(LOG)
        self.banner_timeout = self.handshake_timeout = self.channel_timeout = self.auth_timeout = timeout
        options = self.get_security_options()
        options.ciphers = CIPHERS
        options.digests = MACS
        options.key_types = HOST_KEYS
        options.kex = _available(KEY_EXCHANGES, options.kex)

    @property
    def kex_engine(self) -> "_KexEngine | None":
        """The key exchange under way; its name is kept, because paramiko forgets it when it is done."""
        return self._engine

    @kex_engine.setter
    def kex_engine(self, engine: "_KexEngine | None") -> None:
        self._engine = engine
        if engine is not None:
            # paramiko names every exchange but this one.
            self.agreed_key_exchange = getattr(engine, "name", "curve25519-sha256@libssh.org")

    @property
    def strict(self) -> bool:
        """Whether both sides agreed on strict key exchange, the answer to the Terrapin attack."""
        return bool(getattr(self, "agreed_on_strict_kex", False))

    def end(self) -> None:
        """Close the connection and wait for the transport's thread, so that nothing of it is left."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)  # wakes the thread; closing alone does not
        self.close()
        self.sock.close()
        if self.is_alive():
            self.join(2)


def _available(wanted: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Two exchanges exist only where the cryptography underneath knows their curves."""
    return tuple(name for name in wanted if name in offered)

"""A hardened SSH transport, used by the client and the embedded server.

paramiko's own defaults still accept 3DES, CBC modes, MD5 and SHA-1, and never set TCP_NODELAY, which makes
many small answers thirty times slower (Nagle's algorithm).
"""

import logging
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import paramiko

from dde_tui.securestor.ssh.banner import BannerSocket

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
    # Not diffie-hellman-group-exchange-sha256: paramiko takes a group of 1,024 bits if the server says so.
    "diffie-hellman-group14-sha256",
)
HOST_KEYS: Mapping[str, tuple[str, ...]] = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256"),
}
"""Host key types in order of preference, with their signature algorithms."""
CERTIFIED = "-cert-v01@openssh.com"
"""The suffix of a signature algorithm's name for host certificates."""

# With a handler of our own, Python's last resort does not print paramiko's tracebacks on the screen;
# a program that configures logging still gets every record.
logging.getLogger(LOG).addHandler(logging.NullHandler())


class SoundTransport(paramiko.Transport):
    """A transport over an open socket, restricted to sound algorithms.

    Args:
        sock: a connected socket, or an equivalent; the transport takes ownership.
        timeout: seconds for the server's first line and for the whole negotiation.
        signatures: the allowed host key signature algorithms; None for all strong ones.
    """

    agreed_key_exchange: str = ""
    offered: tuple[str, ...] = ()
    """The server's host key signature algorithms."""

    def __init__(self, sock: socket.socket, timeout: float, signatures: Sequence[str] = ()) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.greeted = BannerSocket(sock)
        super().__init__(cast("socket.socket", self.greeted))
        self.set_log_channel(LOG)
        self.banner_timeout = self.handshake_timeout = self.channel_timeout = self.auth_timeout = timeout
        options = self.get_security_options()
        options.ciphers = CIPHERS
        options.digests = MACS
        options.key_types = tuple(signatures) or tuple(way for ways in HOST_KEYS.values() for way in ways)
        options.kex = tuple(name for name in KEY_EXCHANGES if name in options.kex)

    @property
    def kex_engine(self) -> "_KexEngine | None":
        """The current key exchange; its name is kept, because paramiko drops it when done."""
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

    @property
    def remote_kex_init(self) -> bytes | None:
        """The server's offer during negotiation; paramiko drops it afterwards, we keep one part."""
        return self._offer

    @remote_kex_init.setter
    def remote_kex_init(self, said: bytes | None) -> None:
        self._offer = said
        if said:
            self.offered = _ways_to_sign(said)

    def hang_up(self) -> None:
        """Close the socket, which ends every thread that reads or writes on it; from any thread."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)  # wakes a thread on POSIX; closing alone does not
        self.packetizer.close()  # ends it on Windows, where a shutdown wakes no reader

    def end(self) -> None:
        """Close the connection and wait for the transport's thread, so that nothing of it is left."""
        self.hang_up()
        self.close()
        self.sock.close()
        if self.is_alive():
            self.join(2)


def can_resist_quantum_computers() -> bool:
    """Return whether this computer supports ML-KEM, which is used if the server does, too."""
    from paramiko.kex_mlkem import KexMLKEM768X25519

    return bool(KexMLKEM768X25519.is_available())


def _ways_to_sign(offer: bytes) -> tuple[str, ...]:
    """Return the second name list of a KEXINIT message, after its type and 16-byte cookie."""
    start = 17 + 4 + int.from_bytes(offer[17:21])
    names = offer[start + 4 : start + 4 + int.from_bytes(offer[start : start + 4])]
    return tuple(names.decode("ascii", "replace").split(","))

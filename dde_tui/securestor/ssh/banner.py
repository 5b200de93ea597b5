"""The server's banner: does it speak SSH at all, and if not, what is it that answers instead?

paramiko reads the first line without a limit, so an endless non-SSH stream would exhaust memory.
"""

import re
import socket
from collections.abc import Callable
from typing import Any

from paramiko import SSHException

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor.faults import TurnedAwayError

_SPEAKS_SSH = re.compile(rb"^SSH-", re.MULTILINE)
_MOST = 32_768  # bytes a server may say before its version: some put a legal notice there
_TURNS_AWAY = re.compile(
    r"exceeded maxstartups|not allowed|too many|limit (reached|exceeded)|try again"
    r"|connections? (is |was |has been )?(refused|denied|rejected|limit)|access (is )?denied|blocked|banned",
    re.IGNORECASE,
)
"""What SSH servers say in place of a banner when they turn a connection away: OpenSSH's sshd.c says
"Exceeded MaxStartups" and "Not allowed at this time", file transfer gateways have words of their own."""


class BannerSocket:
    """A socket wrapper that watches the input until the SSH version line.

    It delegates everything else; after the version line it is transparent.

    Args:
        sock: a connected socket, or an equivalent.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._heard = b""
        self.recv: Callable[[int], bytes] = self._listen

    @property
    def speaks_otherwise(self) -> bool:
        """Whether the server sent something other than SSH."""
        return bool(self._heard) and not _SPEAKS_SSH.search(self._heard)

    @property
    def heard(self) -> bytes:
        """What was received up to the version line."""
        return self._heard

    def _listen(self, size: int) -> bytes:
        data = self._sock.recv(size)
        self._heard += data
        if _SPEAKS_SSH.search(self._heard):
            self.recv = self._sock.recv
        elif len(self._heard) > _MOST:
            raise SSHException("no SSH banner")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def no_banner(heard: bytes, where: str, called: str) -> TransferError:
    """Return the error for a connection that was opened, and ended without an SSH banner.

    A closed door is not a wrong door: a server that admits only known addresses closes the connection without
    a word, or with a line that says so.

    Args:
        heard: what came instead; untrusted.
        where: host and port, for the message.
        called: the server's name in messages.
    """
    at, said = visible(where), visible(heard[:200].split(b"\n")[0].decode("utf-8", "replace").strip(), 60)
    if not said:
        return TurnedAwayError(
            f"Could not reach {called}: the connection to {at} was lost at once, before the server said a "
            "word.",
            meaning="Servers do this to addresses that are not on their list of allowed ones, and while they "
            "restart; a firewall in between may do it, too.",
            to_do="Ask the CLI Engage Help Center whether your network's public address is allowed on "
            "SecureStor, and your network's administrator what that address is.",
        )
    if _TURNS_AWAY.search(said) and not re.match(r"HTTP/|<|\d{3}[ -]", said):
        return TurnedAwayError(
            f'Could not reach {called}: {at} turns the connection away (it says: "{said}").',
            meaning="The server is busy, or does not allow your address.",
            to_do="Try again in a few minutes. If it persists, ask the CLI Engage Help Center whether your "
            "network's public address is allowed on SecureStor.",
        )
    return TransferError(
        f'Could not reach {called}: what listens at {at} does not speak SSH (it says: "{said}").',
        meaning="It is not an SFTP server.",
        to_do="Check host and port with `dde connect`: SFTP usually uses port 22; FTP and FTPS are "
        "different protocols. A firewall or a network sign-in page may also answer in SecureStor's place.",
    )

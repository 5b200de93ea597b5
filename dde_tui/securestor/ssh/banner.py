"""The server's banner: does it speak SSH at all?

paramiko reads the first line without a limit, so an endless non-SSH stream would exhaust memory.
"""

import re
import socket
from collections.abc import Callable
from typing import Any

from paramiko import SSHException

_SPEAKS_SSH = re.compile(rb"^SSH-", re.MULTILINE)
_MOST = 32_768  # bytes a server may say before its version: some put a legal notice there


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
    def first_words(self) -> str:
        """The first line received, raw: not safe for a terminal."""
        return self._heard[:200].split(b"\n")[0].decode("utf-8", "replace")

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

"""A server's first bytes: does it speak SSH at all?

paramiko reads a first line without end, so what never stops and never speaks SSH would only fill the memory.
"""

import re
import socket
from collections.abc import Callable
from typing import Any

from paramiko import SSHException

_SPEAKS_SSH = re.compile(rb"^SSH-", re.MULTILINE)
_MOST = 32_768  # bytes a server may say before its version: some put a legal notice there


class BannerSocket:
    """A connected socket that listens along until the server has said that it speaks SSH.

    It is the socket in everything else; from then on nothing stands between it and its reader.

    Args:
        sock: a connected socket, or what behaves like one.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._heard = b""
        self.recv: Callable[[int], bytes] = self._listen

    @property
    def speaks_otherwise(self) -> bool:
        """Whether something was said, and it was not SSH."""
        return bool(self._heard) and not _SPEAKS_SSH.search(self._heard)

    @property
    def first_words(self) -> str:
        """The first line that was heard, as it came: not for a terminal."""
        return self._heard[:200].split(b"\n")[0].decode("utf-8", "replace")

    def _listen(self, size: int) -> bytes:
        data = self._sock.recv(size)
        self._heard += data
        if _SPEAKS_SSH.search(self._heard):
            self.recv = self._sock.recv
        elif len(self._heard) > _MOST:
            raise SSHException("no greeting of an SSH server")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

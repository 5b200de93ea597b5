"""The packets of SFTP version 3: pure functions, so that hostile answers can be tested without a network.

The protocol is draft-ietf-secsh-filexfer-02, the one every server speaks; OpenSSH's extensions are in its
file PROTOCOL.
"""

import stat
import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from dde_tui.securestor.status import MalformedAnswerError

VERSION = 3
LONGEST_ANSWER = 1 << 20  # bytes; a server that announces more is broken or hostile


class PacketType(IntEnum):
    """The packet types this client sends or understands."""

    INIT = 1
    VERSION = 2
    OPEN = 3
    CLOSE = 4
    READ = 5
    WRITE = 6
    LSTAT = 7
    FSTAT = 8
    OPENDIR = 11
    READDIR = 12
    REMOVE = 13
    MKDIR = 14
    STAT = 17
    RENAME = 18
    STATUS = 101
    HANDLE = 102
    DATA = 103
    NAME = 104
    ATTRS = 105
    EXTENDED = 200
    EXTENDED_REPLY = 201


class OpenMode(IntFlag):
    """How a file is opened."""

    READ = 0x01
    WRITE = 0x02
    CREATE = 0x08
    TRUNCATE = 0x10
    NEW = 0x20


class Extension:
    """The extensions this client uses where the server offers them."""

    POSIX_RENAME = "posix-rename@openssh.com"
    FSYNC = "fsync@openssh.com"
    STATVFS = "statvfs@openssh.com"
    LIMITS = "limits@openssh.com"
    CHECK_FILE = "check-file"


@dataclass(frozen=True, slots=True)
class Attributes:
    """A file's attributes; None if not reported.

    `size` in bytes, `mode` as in POSIX, `changed` in seconds since 1970 by the server's own clock.
    """

    size: int | None
    mode: int | None
    changed: int | None = None

    @property
    def is_folder(self) -> bool:
        """Whether this is a folder, as far as the server says."""
        return self.mode is not None and stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether this is a plain file, as far as the server says."""
        return self.mode is None or stat.S_ISREG(self.mode)


def number(value: int) -> bytes:
    """Return a 32-bit number as it is sent."""
    return struct.pack(">I", value)


def long_number(value: int) -> bytes:
    """Return a 64-bit number as it is sent."""
    return struct.pack(">Q", value)


def text(value: str | bytes) -> bytes:
    """Return a text or a handle as it is sent: its length in bytes, then the bytes, in UTF-8."""
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    return number(len(data)) + data


def packet(kind: PacketType, body: bytes) -> bytes:
    """Return a whole packet: length, type, body."""
    return struct.pack(">IB", len(body) + 1, kind) + body


NO_ATTRIBUTES = number(0)


class PacketReader:
    """Parses one answer from its start; every length is checked against the available bytes.

    Raises:
        MalformedAnswerError: the answer is truncated.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._data)

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        piece = self._data[self._at : self._at + length]
        if len(piece) != length:
            raise MalformedAnswerError(f"{length} bytes announced, {len(piece)} there")
        self._at += length
        return piece

    def number(self) -> int:
        """Return the next 32-bit number."""
        return int.from_bytes(self.take(4))

    def long_number(self) -> int:
        """Return the next 64-bit number."""
        return int.from_bytes(self.take(8))

    def blob(self) -> bytes:
        """Return the next counted bytes."""
        return self.take(self.number())

    def text(self) -> str:
        """Return the next counted text; bytes that are not UTF-8 survive a round trip."""
        return self.blob().decode("utf-8", "surrogateescape")

    def attributes(self) -> Attributes:
        """Return the next file attributes."""
        flags = self.number()
        size = self.long_number() if flags & 0x1 else None
        if flags & 0x2:
            self.take(8)
        mode = self.number() if flags & 0x4 else None
        changed = None
        if flags & 0x8:
            self.take(4)
            changed = self.number()
        if flags & 0x80000000:
            for _ in range(self.number()):
                self.blob()
                self.blob()
        return Attributes(size, mode, changed)

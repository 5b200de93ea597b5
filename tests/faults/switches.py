"""What a server can be told to do wrong, declared once; both kinds of server obey the same record."""

from collections.abc import Callable
from dataclasses import dataclass, field

from paramiko.sftp import SFTP_FAILURE


@dataclass(frozen=True)
class At:
    """What happens at the n-th operation of a kind; `kind` is a name as OpenSSH's `-P` knows it, or "" for any."""

    kind: str = ""
    number: int = 1
    status: int | None = SFTP_FAILURE
    """The answer in place of the operation; None lets it happen."""
    act: Callable[[], None] | None = None
    """Called in its moment, before the operation."""
    cuts: bool = False
    """Whether the connection ends instead of an answer."""
    stalls: bool = False
    """Whether no answer ever comes."""
    corrupts: bool = False
    """Whether a write is acknowledged and its first byte stored wrong."""


@dataclass(frozen=True)
class Faults:
    """How a server misbehaves; without arguments it does not.

    What an OpenSSH server can't be told is marked; a test that needs it skips there.
    """

    denied: frozenset[str] = frozenset()
    """Operations that are refused, by OpenSSH's names; a refused extension isn't offered either."""
    read_only: bool = False
    room: int | None = None
    """Bytes on the server's disk; statvfs tells, unless it is denied."""
    quota: int | None = None
    """Bytes that one file may have, untold."""
    longest_name: int | None = None
    """Bytes that a file's name may have."""
    sessions: int | None = None
    """SFTP sessions on one connection."""
    files: int | None = None
    """Written files after which a connection is closed; with OpenSSH the row does it from outside."""
    locks: bool = False
    """Whether an open file can't be removed or renamed, as on Windows (embedded server only, ignored elsewhere)."""
    opening: float = 0.0
    """Seconds until an opened file is told (embedded server only, ignored elsewhere)."""
    clock: int = 0
    """Seconds by which the server's times are wrong (embedded server only)."""
    at: tuple[At, ...] = field(default=())
    """Single operations that go wrong (embedded server only)."""


NONE = Faults()

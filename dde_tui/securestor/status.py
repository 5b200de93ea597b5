"""SFTP status codes, and the error for malformed answers."""

from enum import IntEnum


class Status(IntEnum):
    """SFTP status codes."""

    OK = 0
    EOF = 1
    NO_SUCH_FILE = 2
    PERMISSION_DENIED = 3
    FAILURE = 4
    BAD_MESSAGE = 5
    NO_CONNECTION = 6
    CONNECTION_LOST = 7
    OP_UNSUPPORTED = 8


class MalformedAnswerError(ValueError):
    """The server's bytes are not valid SFTP."""

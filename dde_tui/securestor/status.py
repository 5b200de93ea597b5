"""What an SFTP server's answer means: its status codes, and the answer that is none."""

from enum import IntEnum


class Status(IntEnum):
    """What a server answers when there is nothing to give, or something is wrong."""

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
    """The server's bytes are no SFTP."""

"""The base class of all errors shown to the user, and the exit code of each.

It is in this package because all others may import from it.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes, with the same meaning for every command."""

    DONE = 0
    NOT_READY = 1
    USAGE = 2
    SOURCE = 3
    HELD = 4
    TRANSFER = 5
    LOCKED = 6
    UNKNOWN_SERVER = 7
    DEFECT = 70
    INTERRUPTED = 130


class DdeError(Exception):
    """An error for the user: what happened, what it means, and what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.DEFECT

    def __init__(self, happened: str, *, meaning: str = "", to_do: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.meaning = meaning
        self.to_do = to_do

    @property
    def sentence(self) -> str:
        """All three parts in one line, for JSON and logs."""
        return " ".join(part for part in (self.happened, self.meaning, self.to_do) if part)


class SourceError(DdeError):
    """The source files are missing, empty, unreadable or stale."""

    exit_code = ExitCode.SOURCE


class ProfileError(DdeError):
    """A profile is invalid; the message names the file and the key."""

    exit_code = ExitCode.USAGE


class AnswerError(ProfileError):
    """An answer from CLI is invalid; the message says what an answer to this question looks like."""


class WaiverError(DdeError):
    """A waivers file is invalid; the message names the file and the key."""

    exit_code = ExitCode.USAGE


class UnknownCodeError(DdeError):
    """There is no rule with this code."""

    exit_code = ExitCode.USAGE


class CancelledError(DdeError):
    """The user canceled the work; what was finished before is kept."""

    exit_code = ExitCode.INTERRUPTED

"""The root of all errors a person may meet, and the exit code each one ends the command with.

The root lives with the file contract because everything else may import it from here.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the command's exit tells a script: the same number means the same everywhere."""

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
    """Something the contact should know: what happened, what it means, what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.DEFECT

    def __init__(self, happened: str, *, meaning: str = "", to_do: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.meaning = meaning
        self.to_do = to_do

    @property
    def sentence(self) -> str:
        """All three parts in one line, for JSON and for a log."""
        return " ".join(part for part in (self.happened, self.meaning, self.to_do) if part)


class SourceError(DdeError):
    """The files to read are missing, empty, unreadable or stale."""

    exit_code = ExitCode.SOURCE


class ProfileError(DdeError):
    """A profile of requirements is no profile: the file and the key are named."""

    exit_code = ExitCode.USAGE


class AnswerError(ProfileError):
    """What is said to be CLI's answer is none: what an answer to this question looks like is named."""


class WaiverError(DdeError):
    """A file of waivers can't be used: the file and the key are named."""

    exit_code = ExitCode.USAGE


class UnknownCodeError(DdeError):
    """A rule code that no rule has."""

    exit_code = ExitCode.USAGE


class CancelledError(DdeError):
    """A person stopped the work; what was finished before stays finished."""

    exit_code = ExitCode.INTERRUPTED

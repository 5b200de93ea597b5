"""Errors of the app and the command; the tree's root is `checks.errors.DdeError`."""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from checks.errors import DdeError, ExitCode
from checks.visible import visible


class UsageError(DdeError):
    """A command was asked for something it cannot do."""

    exit_code = ExitCode.USAGE


class SettingsError(DdeError):
    """A workspace or its settings cannot be used: the file and the key are named."""

    exit_code = ExitCode.USAGE


class NoWorkspaceError(SettingsError):
    """No workspace was found."""


class SourceChangedError(DdeError):
    """A file is not the one that was checked."""

    exit_code = ExitCode.SOURCE


class DiskError(DdeError):
    """This machine's disk refused to store something: the place to write to must be changed."""

    exit_code = ExitCode.USAGE


_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION = 5, 32, 33
"""Errors of the Windows SDK. The first also stands for a missing right, a read-only file, an open folder."""

_LET_GO = (
    "Close it in Excel and elsewhere. OneDrive, a backup or a virus scanner may hold it for a while: "
    "wait until it is done, or use a folder that it leaves alone. Then try again."
)


def is_held(error: OSError, system: str = os.name) -> bool:
    """Return whether Windows refused because another program may have the file open.

    Python's `open` knows the C runtime's number only, which is the same for all of these.
    """
    number = getattr(error, "winerror", None)
    if number is None:
        return system == "nt" and error.errno == errno.EACCES
    return number in (_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION)


def refused_because(error: OSError, system: str = os.name) -> tuple[str, str]:
    """Return why the operating system refused, and what to do about it, in words."""
    if is_held(error, system):
        names = [str(name) for name in (error.filename, getattr(error, "filename2", None)) if name]
        read_only = next(filter(_is_read_only, names), None)
        if read_only is not None:
            name = visible(read_only)
            return "it is read-only", f'Make it writable with `attrib -r "{name}"`, or use another name.'
        is_sure = getattr(error, "winerror", None) in (_SHARING_VIOLATION, _LOCK_VIOLATION)
        why = (
            "another program has it open"
            if is_sure
            else "another program has it open, or you may not change it"
        )
        return why, _LET_GO
    return (
        error.strerror or type(error).__name__,
        "Check that the disk has space and that you can read and write there, then try again.",
    )


def _is_read_only(path: str) -> bool:
    try:
        attributes = getattr(Path(path).stat(), "st_file_attributes", 0)
    except (OSError, ValueError):
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_READONLY and not attributes & stat.FILE_ATTRIBUTE_DIRECTORY)


def refused_by_machine(error: OSError) -> DiskError:
    """Return an OSError as a DiskError."""
    why, to_do = refused_because(error)
    where = f" ({visible(str(error.filename))})" if error.filename else ""
    return DiskError(
        f"This machine refused: {why}{where}.",
        meaning="What was written before is complete; nothing is half-written under its final name.",
        to_do=to_do,
    )


class TransferError(DdeError):
    """The transfer failed; trying again may help."""

    exit_code = ExitCode.TRANSFER


class LoginError(DdeError):
    """The server does not let this user in; trying again will not help."""

    exit_code = ExitCode.USAGE


class LockedError(DdeError):
    """Another run holds the lock of this workspace."""

    exit_code = ExitCode.LOCKED


class UnknownServerError(DdeError):
    """The server is not the one whose key was confirmed; nothing was sent.

    `shown` and `confirmed` are the fingerprints "SHA256:…" of the keys it holds and of those a person
    confirmed, so that a screen can show both.
    """

    exit_code = ExitCode.UNKNOWN_SERVER

    def __init__(
        self,
        happened: str,
        *,
        meaning: str = "",
        to_do: str = "",
        shown: Iterable[str] = (),
        confirmed: Iterable[str] = (),
    ) -> None:
        super().__init__(happened, meaning=meaning, to_do=to_do)
        self.shown = tuple(shown)
        self.confirmed = tuple(confirmed)

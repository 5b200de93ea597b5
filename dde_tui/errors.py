"""Errors of the app and the command; the tree's root is `checks.errors.DdeError`."""

from collections.abc import Iterable

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


def refused_by_machine(error: OSError) -> DiskError:
    """Return an OSError as a DiskError."""
    where = f" ({visible(str(error.filename))})" if error.filename else ""
    return DiskError(
        f"This machine refused: {error.strerror or type(error).__name__}{where}.",
        meaning="What was written before is complete; nothing is half-written under its final name.",
        to_do="Check that the disk has space and that you can read and write there, then try again.",
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

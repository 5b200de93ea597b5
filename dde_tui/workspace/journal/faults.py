"""What can go wrong with the journal's file, each as a sentence for the contact."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.errors import DiskError, LockedError, SettingsError
from dde_tui.workspace.journal.entries import Damage

_REFUSALS = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_AUTH",
    "SQLITE_TOOBIG",
)
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


class DamagedError(SettingsError):
    """The journal can't be relied on: it is damaged, lost, cut, or was changed."""


def damaged(path: Path, damage: Damage, intact: int | None = None) -> DamagedError:
    """Return the error for a damaged journal.

    Args:
        path: the journal's file.
        damage: what was found first.
        intact: how many entries before it are as they were recorded, where that is known.
    """
    count = "" if intact is None else "1 entry" if intact == 1 else f"{intact:,} entries"
    before = f"{count} before it {'is' if intact == 1 else 'are'} as recorded. " if count else ""
    return DamagedError(
        f"{visible(str(path))} is damaged: {visible(damage.sentence)}.",
        meaning=f"{before}Nothing was changed or deleted.",
        to_do="`dde journal` shows what can be read. Put back the newest backup of the file, or let "
        "`dde journal recover` make a new one of what can be read; it keeps this one.",
    )


def lost(path: Path, traces: Sequence[str]) -> DamagedError:
    """Return the error for a journal that is gone while other files show that there was one."""
    return DamagedError(
        f"{visible(str(path))} is missing or empty, but there was a journal: {visible(', '.join(traces))} "
        "beside it shows so.",
        meaning="Without it nobody knows where your district stands, so no new one was begun.",
        to_do="Put it back from a backup. If the folder is synced, wait until that has ended. If it is gone "
        "for good, `dde journal recover` begins a new one.",
    )


def newer(path: Path) -> SettingsError:
    """Return the error for a journal that this version of dde can't read yet."""
    return SettingsError(
        f"{visible(str(path))} was written by a newer version of dde.",
        meaning="Nothing was changed; this version cannot read it.",
        to_do="Use the newer version in this workspace.",
    )


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is to blame, and not its disk or another program that uses it."""
    return not getattr(error, "sqlite_errorname", "").startswith((*_BUSY, *_REFUSALS))


def in_words(error: sqlite3.Error) -> str:
    """Return what SQLite says of a damaged file; never with the words that it could not decode."""
    return str(error) if getattr(error, "sqlite_errorname", "") else "a word in it is no text"


def translated(path: Path, error: sqlite3.Error) -> DdeError:
    """Return an error of SQLite as ours."""
    if is_damage(error):
        return damaged(path, Damage(None, in_words(error)))
    if error.sqlite_errorname.startswith(_BUSY):
        return LockedError(
            f"Another run is writing to {visible(str(path))}.",
            meaning="Nothing was recorded.",
            to_do="Wait until it has ended and try again.",
        )
    return DiskError(
        f"{visible(str(path))} cannot be used: {error}.",
        meaning="Nothing was recorded; the records before it are still there.",
        to_do="Check that the disk has space and that you can read and write there, then try again.",
    )

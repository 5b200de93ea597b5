"""The append-only, crash-safe event log of a workspace.

SQLite in one file, one connection for each call: nothing stays open between calls, any thread may ask, and
an append returns only when the disk has it. Triggers in the file
refuse updates and deletes, by other programs too.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.visible import visible
from dde_tui.errors import DiskError, LockedError, SettingsError
from dde_tui.process.events import Event, EventError, EventKind
from dde_tui.workspace.disk import disk_trouble, private_file, private_folder

VERSION = 1
_TABLE = """CREATE TABLE event (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL
)"""
_NEVER_CHANGES = """CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
_NEVER_GOES = """CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
_NEVER_REPLACED = """CREATE TRIGGER event_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
_SCHEMA = (_TABLE, _NEVER_CHANGES, _NEVER_GOES, _NEVER_REPLACED, f"PRAGMA user_version = {VERSION}")
_REFUSALS = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_AUTH",
    "SQLITE_TOOBIG",
)


class Journal:
    """The journal in one file; the file appears with the first event.

    Args:
        path: the file; its folder is made if only that is missing.
        patience: lock timeout in seconds, while another process writes.
        clock: tells when an event is recorded.
    """

    def __init__(
        self,
        path: Path,
        *,
        patience: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path
        self._patience = patience
        self._clock = clock

    def append(
        self, kind: EventKind, data: Mapping[str, Any] | None = None, at: datetime | None = None
    ) -> Event:
        """Record that something happened and return it, once it is safely on the disk.

        Args:
            kind: what happened.
            data: JSON values; never a student's value.
            at: when it happened, with a zone; now if not given.

        Raises:
            EventError: the data or the time cannot be recorded.
            LockedError: another process held the lock all the time.
            DiskError: the disk refused; the journal is as it was.
            SettingsError: the file is damaged, or of a newer version.
        """
        now = self._clock()
        event = Event(kind, at or now, data or {})
        record = event.to_dict()
        private_folder(self.path.parent)
        private_file(self.path)
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if self._is_empty(connection):
                for statement in _SCHEMA:
                    connection.execute(statement)
            connection.execute(
                "INSERT INTO event (at, recorded_at, kind, data) VALUES (?, ?, ?, ?)",
                (
                    record["at"],
                    now.astimezone(UTC).isoformat(),
                    record["kind"],
                    json.dumps(record["data"], allow_nan=False),
                ),
            )
            connection.execute("COMMIT")
        return event

    def events(self) -> list[Event]:
        """Return every event in the order of recording; empty if nothing was ever recorded.

        Raises:
            LockedError: another process held the lock all the time.
            DiskError: the file cannot be read.
            SettingsError: the file is damaged, or of a newer version.
        """
        with disk_trouble(self.path):
            if not self.path.exists():
                return []
        with self._connection() as connection:
            if self._is_empty(connection):
                return []
            rows = connection.execute("SELECT kind, at, data FROM event ORDER BY id").fetchall()
        try:
            return [
                Event.from_dict({"kind": kind, "at": at, "data": json.loads(data)}) for kind, at, data in rows
            ]
        except (EventError, ValueError, TypeError) as error:
            raise self._damaged(str(error)) from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)
            ) as connection:
                connection.execute(
                    "PRAGMA synchronous = EXTRA"
                )  # FULL, plus a sync of the folder after the rollback journal is deleted
                yield connection
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def _is_empty(self, connection: sqlite3.Connection) -> bool:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return False
        if version > VERSION:
            raise SettingsError(
                f"{visible(str(self.path))} was written by a newer version of dde.",
                meaning="Nothing was changed; this version cannot read it.",
                to_do="Use the newer version in this workspace.",
            )
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise self._damaged("it is another program's database")
        return True

    def _translated(self, error: sqlite3.Error) -> DiskError | LockedError | SettingsError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return LockedError(
                f"Another run is writing to {visible(str(self.path))}.",
                meaning="Nothing was recorded.",
                to_do="Wait until it has ended and try again.",
            )
        if name.startswith(_REFUSALS):
            return DiskError(
                f"{visible(str(self.path))} cannot be used: {error}.",
                meaning="Nothing was recorded; the records before it are still there.",
                to_do="Check that the disk has space and that you can read and write there, then try again.",
            )
        return self._damaged(str(error))

    def _damaged(self, why: str) -> SettingsError:
        return SettingsError(
            f"{visible(str(self.path))} is not a readable journal: {visible(why)}.",
            meaning="Nothing was changed or deleted.",
            to_do="Keep a copy of the file, then put back the newest backup of it.",
        )

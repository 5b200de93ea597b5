"""The append-only, crash-safe event log of a workspace.

SQLite in one file, one connection for each call: nothing stays open between calls, any thread may ask, and
an append returns only when the disk has it. Triggers in the file refuse updates and deletes, by other
programs too. A journal of an older version is migrated by the first call, and kept beside it as it was.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from checks.visible import visible
from dde_tui.errors import DiskError, LockedError, SettingsError
from dde_tui.process.events import Event, EventError, EventKind
from dde_tui.workspace.disk import disk_trouble, private_file, private_folder, replace_file

VERSION = 2
"""Of the schema. A change of it needs a migration below, never a change of an earlier version's text."""
APPLICATION = 0x6464656A
"""SQLite's application_id, "ddej" in ASCII: the file says of itself that it is a journal of dde."""
_TABLE_1 = """CREATE TABLE event (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL
)"""
_TABLE = """CREATE TABLE event (
    id INTEGER PRIMARY KEY CHECK (id > 0), at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL
)"""
_TRIGGERS = (
    """CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER event_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)
_SCHEMAS = {1: (_TABLE_1, *_TRIGGERS), 2: (_TABLE, *_TRIGGERS)}
_MIGRATIONS = {
    1: (
        "ALTER TABLE event RENAME TO event_1",
        _TABLE,
        "INSERT INTO event SELECT id, at, recorded_at, kind, data FROM event_1 ORDER BY id",
        "DROP TABLE event_1",  # its triggers go with it
        *_TRIGGERS,
    )
}
"""What makes the next version of each one; the table is made anew because a CHECK can't be added."""
_MARKS = (f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {VERSION}")
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
        event = Event(kind, at or now, data or {}, now)
        record = event.to_dict()
        private_folder(self.path.parent)
        private_file(self.path)
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._bring_up_to_date(connection)
            added = connection.execute(
                "INSERT INTO event (at, recorded_at, kind, data) VALUES (?, ?, ?, ?)",
                (
                    record["at"],
                    now.astimezone(UTC).isoformat(),
                    record["kind"],
                    json.dumps(record["data"], allow_nan=False),
                ),
            )
            connection.execute("COMMIT")
        return replace(event, id=added.lastrowid or 0)

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
            version = self._version(connection)
            if version == 0:
                return []
            if version < VERSION:
                connection.execute("BEGIN IMMEDIATE")
                self._bring_up_to_date(connection)
                connection.execute("COMMIT")
            rows = connection.execute("SELECT id, recorded_at, kind, at, data FROM event ORDER BY id")
            return [self._event(*row) for row in rows]

    def _event(self, number: int, recorded_at: str, kind: str, at: str, data: str) -> Event:
        try:
            event = Event.from_dict({"kind": kind, "at": at, "data": json.loads(data)})
            return replace(event, recorded_at=datetime.fromisoformat(recorded_at), id=number)
        except (EventError, ValueError, TypeError, RecursionError) as error:
            raise self._damaged(f"record {number}: {error}") from error

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

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return the version of the schema, which is exactly ours; 0 for an empty file."""
        found = _schema_of(connection)
        version: int
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if not found and version == application == 0:
            return 0
        if application != APPLICATION and not any(row[:2] == ("table", "event") for row in found):
            raise self._damaged("it is another program's database")
        if version > VERSION:
            raise SettingsError(
                f"{visible(str(self.path))} was written by a newer version of dde.",
                meaning="Nothing was changed; this version cannot read it.",
                to_do="Use the newer version in this workspace.",
            )
        marked = application == (APPLICATION if version > 1 else 0)
        if version not in _SCHEMAS or not marked or found != _expected(version):
            raise self._damaged("another program changed its tables or triggers")
        return version

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        """Make the schema, or migrate an older one, inside the open transaction.

        The transaction holds the write lock, so of two processes the second finds the work done. A
        kill leaves the old schema; the copy that it may leave is written again by the next run.
        """
        version = self._version(connection)
        if version == VERSION:
            return
        if version == 0:
            statements: tuple[str, ...] = _SCHEMAS[VERSION]
        else:
            if connection.execute("SELECT 1 FROM event WHERE id <= 0").fetchone():
                raise self._damaged("it has a record that dde did not write")
            kept = self.path.with_name(f"{self.path.name}.v{version}.bak")
            private_file(kept)
            # Not by reading the file: closing it would end SQLite's own lock on it.
            replace_file(kept, connection.serialize())
            statements = tuple(each for older in range(version, VERSION) for each in _MIGRATIONS[older])
        for statement in (*statements, *_MARKS):
            connection.execute(statement)

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


def _schema_of(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return every table, index, trigger and view with its text."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()


@cache
def _expected(version: int) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in _SCHEMAS[version]:
            connection.execute(statement)
        return _schema_of(connection)

"""The tables of the journal's file, version by version, and the way from an older one to the newest."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache

from dde_tui.workspace.journal.entries import entry_hash

VERSION = 3
"""Of the schema. A change of it is a new text below and a step to it, never a change of an earlier text."""
APPLICATION = 0x6464656A
"""SQLite's application_id, "ddej" in ASCII: the file says of itself that it is a journal of dde."""
CHAINED_SINCE = 3
"""The first version whose entries have a hash."""
_TABLE_1 = """CREATE TABLE event (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL
)"""
_TABLE_2 = """CREATE TABLE event (
    id INTEGER PRIMARY KEY CHECK (id > 0), at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL
)"""
_TABLE = """CREATE TABLE event (
    id INTEGER PRIMARY KEY CHECK (id > 0), at TEXT NOT NULL, recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL
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
_SCHEMAS = {1: (_TABLE_1, *_TRIGGERS), 2: (_TABLE_2, *_TRIGGERS), 3: (_TABLE, *_TRIGGERS)}
_MARKS = (f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {VERSION}")


class NewerError(Exception):
    """The file was written by a version of dde that knows more than this one."""


class StrangeError(Exception):
    """The file's tables are not ours; the text says why, as the end of a sentence."""


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema, which is exactly ours; 0 for an empty file.

    Raises:
        NewerError: it is a version that is not known yet.
        StrangeError: it is another program's database, or another program changed it.
    """
    found = _tables_of(connection)
    version: int
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if not found and version == application == 0:
        return 0
    if application != APPLICATION and not any(row[:2] == ("table", "event") for row in found):
        raise StrangeError("it is another program's database")
    if version > VERSION:
        raise NewerError
    marked = application == (APPLICATION if version > 1 else 0)
    if version not in _SCHEMAS or not marked or found != _expected(version):
        raise StrangeError("another program changed its tables or triggers")
    return version


def make(connection: sqlite3.Connection) -> None:
    """Make the newest schema in an empty file, inside the open transaction."""
    for statement in (*_SCHEMAS[VERSION], *_MARKS):
        connection.execute(statement)


def upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Bring an older version to the newest, inside the open transaction.

    The entries keep their numbers and their words; what an older version could not hash is hashed now.

    Raises:
        StrangeError: an entry has a number that no version of dde gives.
    """
    if connection.execute("SELECT 1 FROM event WHERE id <= 0").fetchone():
        raise StrangeError("it has an entry that dde did not write")
    for step in range(version, VERSION):
        _STEPS[step](connection)
    for statement in _MARKS:
        connection.execute(statement)


def _to_2(connection: sqlite3.Connection) -> None:
    """Make the table anew, because a CHECK can't be added."""
    connection.execute("ALTER TABLE event RENAME TO event_1")
    connection.execute(_TABLE_2)
    connection.execute("INSERT INTO event SELECT id, at, recorded_at, kind, data FROM event_1 ORDER BY id")
    connection.execute("DROP TABLE event_1")  # its triggers go with it
    for trigger in _TRIGGERS:
        connection.execute(trigger)


def _to_3(connection: sqlite3.Connection) -> None:
    """Chain the entries."""
    connection.execute("ALTER TABLE event RENAME TO event_2")
    connection.execute(_TABLE)
    before = ""
    for row in connection.execute("SELECT id, at, recorded_at, kind, data FROM event_2 ORDER BY id"):
        before = entry_hash(before, *row)
        connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (*row, before))
    connection.execute("DROP TABLE event_2")
    for trigger in _TRIGGERS:
        connection.execute(trigger)


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _to_2, 2: _to_3}
"""What makes the next version of each one."""


def _tables_of(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return every table, index, trigger and view with its text."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()


@cache
def _expected(version: int) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in _SCHEMAS[version]:
            connection.execute(statement)
        return _tables_of(connection)

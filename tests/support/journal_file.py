"""The file of a journal, read and written past the program: what another program could do."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone

from dde_tui.workspace.journal.entries import entry_hash
from dde_tui.workspace.journal.schema import _TRIGGERS

AT = datetime(2026, 9, 15, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
NAMES = ("event_never_changes", "event_never_goes", "event_never_replaced")


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def insert(path, *columns):
    """Put a row in as it is."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT INTO event VALUES ({', '.join('?' * len(columns))})", columns)


def insert_chained(path, at, recorded_at, kind, data):
    """Put an entry in at the end with the right hash, as a version of dde would that knows more kinds."""
    (last,) = rows(path, "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1") or [(0, "")]
    words = (last[0] + 1, at, recorded_at, kind, data)
    insert(path, *words, entry_hash(last[1], *words))


def forge(path, *statements):
    """Change what the triggers protect, and put them back as they were."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in NAMES:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for trigger in _TRIGGERS:
            connection.execute(trigger)

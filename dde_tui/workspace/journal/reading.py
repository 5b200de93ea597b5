"""Reads a journal, whatever its state: every event that can be read, and everything that is wrong.

Nothing is ever changed by it, so a journal can be read on a disk that can't be written, and while another
process writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dde_tui.process.events import Event
from dde_tui.workspace.disk import disk_trouble
from dde_tui.workspace.journal.end_mark import EndMark, traces
from dde_tui.workspace.journal.entries import COLUMNS, COLUMNS_UNCHAINED, Damage, Row, verified
from dde_tui.workspace.journal.faults import in_words, is_damage, newer, translated
from dde_tui.workspace.journal.schema import CHAINED_SINCE, VERSION, NewerError, StrangeError, version_of

_PROBES = 10_000
"""How many numbers are tried in a row where a damaged file gives no entry."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What can be read of a journal, and what is wrong with it."""

    events: list[Event]
    damages: tuple[Damage, ...] = ()
    traces: tuple[str, ...] = ()
    """Files that show that there was a journal, where there is none now."""
    version: int = 0
    """Of the file's schema; 0 where nothing was recorded, or nothing can be told."""

    @property
    def is_whole(self) -> bool:
        """Whether the journal can be relied on."""
        return not self.damages and not self.traces

    @property
    def intact(self) -> int:
        """How many entries from the first one on are as they were recorded."""
        first = min((each.number for each in self.damages if each.number), default=None)
        return len(self.events) if first is None else sum(event.id < first for event in self.events)


def survey(path: Path, patience: float) -> Survey:
    """Read everything that can be read.

    Args:
        path: the journal's file.
        patience: lock timeout in seconds.

    Raises:
        LockedError: another process held the lock all the time.
        DiskError: the file cannot be read.
        SettingsError: a newer version of dde wrote it.
    """
    mark = EndMark.of(path)  # first: a writer in between makes the file longer than it says, never shorter
    with disk_trouble(path):
        if not path.exists():
            return Survey([], traces=traces(path))
    with connected(path, patience, writes=False) as connection:
        damages: list[Damage] = []
        try:
            version = version_of(connection)
        except NewerError:
            raise newer(path) from None
        except StrangeError as error:
            damages, version = [Damage(None, str(error))], _likely_version(connection)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            damages, version = [Damage(None, in_words(error))], 0
        if version == 0:
            return Survey([], tuple(damages), () if damages else traces(path))
        unread: list[Damage] = []
        rows = rows_of(connection, version, unread)
        events, wrong = verified(rows, None if damages else mark, hashed=version >= CHAINED_SINCE)
        damages += sorted([*wrong, *unread], key=lambda each: each.number or 0)
    return Survey(events, tuple(damages), version=version)


@contextmanager
def connected(path: Path, patience: float, *, writes: bool) -> Iterator[sqlite3.Connection]:
    """Open the file, which is there, and translate whatever SQLite raises inside.

    A reader opens it for writing, too, where that is allowed: what a killed writer left half done must be
    taken back before anybody can read.
    """
    try:
        with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
            if writes:
                # A write-ahead log would fail on a network share, so it is undone where a tool turned it on.
                connection.execute("PRAGMA journal_mode = DELETE")
                # FULL, plus a sync of the folder after the rollback journal is deleted.
                connection.execute("PRAGMA synchronous = EXTRA")
            yield connection
    except sqlite3.Error as error:
        raise translated(path, error) from error


def rows_of(connection: sqlite3.Connection, version: int, unread: list[Damage]) -> Iterator[Row]:
    """Yield all rows that can be read, in the order of their numbers.

    Args:
        connection: to the journal.
        version: of its schema.
        unread: gets the numbers from which on rows could not be read.
    """
    query = _query(version)
    after = 0
    try:
        for row in connection.execute(f"{query} ORDER BY id"):
            yield row
            after = row[0]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        yield from _one_by_one(connection, f"{query} WHERE id > ? ORDER BY id LIMIT 1", after, unread)


def _one_by_one(
    connection: sqlite3.Connection, query: str, after: int, unread: list[Damage]
) -> Iterator[Row]:
    """Ask for each row by itself, and step over the numbers where the file gives none."""
    failed = 0
    while failed < _PROBES:
        try:
            row = connection.execute(query, (after,)).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            after, failed = after + 1, failed + 1
            if failed == 1:
                unread.append(Damage(after, f"cannot be read ({in_words(error)})"))
            continue
        if row is None:
            return
        yield row
        after, failed = row[0], 0


def _likely_version(connection: sqlite3.Connection) -> int:
    """Return which version's columns can be read although something was changed; 0 where none can."""
    for version in (VERSION, 1):
        try:
            connection.execute(f"{_query(version)} LIMIT 1").fetchone()
        except sqlite3.DatabaseError:
            continue
        return version
    return 0


def _query(version: int) -> str:
    columns = COLUMNS if version >= CHAINED_SINCE else COLUMNS_UNCHAINED
    return f"SELECT {columns} FROM event"  # noqa: S608 - one of two texts of our own

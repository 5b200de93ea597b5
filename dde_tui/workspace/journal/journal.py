"""The append-only, crash-safe event log of a workspace.

SQLite in one file, one connection for each call: nothing stays open between calls, any thread may ask, and
an append returns only when the disk has it. Triggers in the file refuse updates and deletes, by other
programs too, and a chain of hashes tells where something was changed in spite of them. A lock beside the file
lets one writer in at a time; readers need none. Reading never changes the file: the first append migrates a
journal of an older version, and keeps it beside as it was.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.visible import visible
from dde_tui.errors import LockedError
from dde_tui.process.events import Event, EventKind
from dde_tui.workspace.disk import private_file, private_folder, replace_file
from dde_tui.workspace.files.lock_file import locked
from dde_tui.workspace.journal.end_mark import EndMark, traces
from dde_tui.workspace.journal.entries import Chain, Damage, entry_hash
from dde_tui.workspace.journal.faults import damaged, lost, newer
from dde_tui.workspace.journal.reading import Survey, connected, rows_of, survey
from dde_tui.workspace.journal.schema import VERSION, NewerError, StrangeError, make, upgrade, version_of


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
        self, kind: EventKind | str, data: Mapping[str, Any] | None = None, at: datetime | None = None
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
            SettingsError: the file is damaged or lost, or of a newer version.
        """
        now = self._clock()
        event = Event(kind, at or now, data or {}, now)
        record = event.to_dict()
        words = (
            record["at"],
            now.astimezone(UTC).isoformat(),
            record["kind"],
            json.dumps(record["data"], allow_nan=False),
        )
        private_folder(self.path.parent)
        with self.only_writer():
            if not self.path.exists():
                self._refuse_lost()
            private_file(self.path)
            with connected(self.path, self._patience, writes=True) as connection:
                connection.execute("BEGIN IMMEDIATE")
                last = self._last(connection)
                number = last.number + 1
                new = EndMark(number, entry_hash(last.hash, number, *words))
                connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (number, *words, new.hash))
                connection.execute("COMMIT")
            new.write(self.path)
        return replace(event, id=number)

    def events(self) -> list[Event]:
        """Return every event in the order of recording; empty if nothing was ever recorded.

        Raises:
            LockedError: another process held the lock all the time.
            DiskError: the file cannot be read.
            SettingsError: the file is damaged or lost, or of a newer version; the first bad entry is named.
        """
        found = self.survey()
        if found.traces:
            raise lost(self.path, found.traces)
        if found.damages:
            first = found.damages[0]
            raise damaged(self.path, first, found.intact if first.number else None)
        return found.events

    def survey(self) -> Survey:
        """Return everything that can be read, also of a damaged journal.

        Raises:
            LockedError: another process held the lock all the time.
            DiskError: the file cannot be read.
            SettingsError: a newer version wrote it.
        """
        return survey(self.path, self._patience)

    @contextmanager
    def only_writer(self) -> Iterator[None]:
        """Hold the lock of the one writer; also of another computer that uses the same share.

        Raises:
            LockedError: another process held it all the time.
            DiskError: the lock file cannot be created.
        """
        busy = LockedError(
            f"Another run is writing to {visible(str(self.path))}.",
            meaning="Nothing was recorded.",
            to_do="Wait until it has ended and try again.",
        )
        with locked(self.path.with_suffix(".lock"), busy, self._patience):
            yield

    def _last(self, connection: sqlite3.Connection) -> EndMark:
        """Return the last entry; make or migrate the schema before, inside the open transaction.

        All entries are verified, so that nothing is ever added to a journal that can't be relied on.

        Raises:
            SettingsError: the file is damaged or lost, or of a newer version.
        """
        try:
            version = version_of(connection)
            if version == 0:
                self._refuse_lost()
                make(connection)
            elif version < VERSION:
                self._keep(connection, version)
                upgrade(connection, version)
        except NewerError:
            raise newer(self.path) from None
        except StrangeError as error:
            raise damaged(self.path, Damage(None, str(error))) from None
        chain = Chain(EndMark.of(self.path))
        for row in rows_of(connection, VERSION, chain.damages):
            chain.follow(*row)
        for damage in chain.finish():
            raise damaged(self.path, damage)
        return chain.last

    def _refuse_lost(self) -> None:
        """Refuse to begin a new journal where there was one."""
        if found := traces(self.path):
            raise lost(self.path, found)

    def _keep(self, connection: sqlite3.Connection, version: int) -> None:
        """Write the journal of an older version beside, as it is.

        A kill leaves the old schema; the copy that it may leave is written again by the next run.
        """
        kept = self.path.with_name(f"{self.path.name}.v{version}.bak")
        private_file(kept)
        # Not by reading the file: closing it would end SQLite's own lock on it.
        replace_file(kept, connection.serialize())

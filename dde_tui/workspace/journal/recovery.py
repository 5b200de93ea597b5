"""Makes a new journal of what can be read of a damaged one, and keeps the damaged one beside it.

A person asks for it; it never happens by itself, since what is lost may matter more than what is left.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from dde_tui.process.events import Event
from dde_tui.workspace.disk import disk_trouble, private_folder, replace_file
from dde_tui.workspace.journal.end_mark import EndMark, path_of
from dde_tui.workspace.journal.entries import entry_hash
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.journal.reading import Survey
from dde_tui.workspace.journal.schema import make

KIND = "note"
"""What the new journal's last entry is: a remark, which moves nothing."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a damaged journal."""

    kept: tuple[str, ...]
    """Names of the files beside the journal that hold what was there before."""
    entries: int
    """How many entries could be read and are in the new journal."""
    damages: tuple[str, ...]
    """What was wrong, a sentence each."""


def recover(journal: Journal, now: datetime) -> Recovered | None:
    """Make a new journal of all entries that can be read, with their numbers; None where nothing is wrong.

    Args:
        journal: the damaged one.
        now: the time, with a zone.

    Raises:
        LockedError: another run writes.
        DiskError: the disk refused; the damaged file is as it was.
        SettingsError: a newer version of dde wrote it.
    """
    private_folder(journal.path.parent)
    with journal.only_writer():
        found = journal.survey()
        if found.is_whole:
            return None
        kept = _kept(journal, now)
        damages = _sentences(found)
        words = (f"The journal was made anew of {len(found.events)} entries that could be read.", *damages)
        told = Event(KIND, now, {"text": " ".join(words), "kept": list(kept)}, now)
        data, end = _file_of([*found.events, told])
        replace_file(journal.path, data)
        with disk_trouble(path_of(journal.path)):
            path_of(journal.path).unlink(missing_ok=True)  # it counts further than the new journal goes
        end.write(journal.path)
    return Recovered(kept, len(found.events), damages)


def _sentences(found: Survey) -> tuple[str, ...]:
    words = [f"{each.sentence[:1].upper()}{each.sentence[1:]}." for each in found.damages]
    return (*words, *(["The file was missing or empty."] if found.traces else []))


def _kept(journal: Journal, now: datetime) -> tuple[str, ...]:
    """Keep what is there, byte by byte; SQLite's own log, which nobody could use any more, goes with it."""
    kept = journal.path.with_name(f"{journal.path.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}")
    names = []
    with disk_trouble(kept):
        if journal.path.exists():
            replace_file(kept, journal.path.read_bytes())
            names.append(kept.name)
        for ending in ("-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                log = journal.path.with_name(journal.path.name + ending)
                log.rename(kept.with_name(kept.name + ending))
                names.append(kept.name + ending)
    return tuple(names)


def _file_of(events: Iterable[Event]) -> tuple[bytes, EndMark]:
    """Return a journal's file with these events, and its end; one without a number has the next one."""
    end = EndMark(0, "")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        make(connection)
        for number, words in _numbered(events):
            end = EndMark(number, entry_hash(end.hash, number, *words))
            connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (number, *words, end.hash))
        connection.execute("COMMIT")
        return connection.serialize(), end


def _numbered(events: Iterable[Event]) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    last = 0
    for event in events:
        record = event.to_dict()
        recorded = (event.recorded_at or event.at).astimezone(UTC).isoformat()
        last = event.id or last + 1
        yield last, (record["at"], recorded, record["kind"], json.dumps(record["data"], allow_nan=False))

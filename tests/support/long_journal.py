"""A journal with very many entries, written at once and chained as one would be that grew for years."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.end_mark import EndMark
from dde_tui.workspace.journal.entries import entry_hash

BEGIN = datetime(2024, 8, 1, 14, tzinfo=UTC)
SET = [
    {"file": f"file{number}.csv", "rows": 412, "bytes": 39_811, "sha256": f"{number}" * 64}
    for number in range(8)
]
"""What a sending keeps of its files."""


def fill(journal, count):
    """Bring an empty journal to so many entries: of ten, two are a sending of eight files, eight a remark."""
    journal.append(EventKind.REQUESTED, at=BEGIN)
    with closing(sqlite3.connect(journal.path)) as connection, connection:
        (before,) = connection.execute("SELECT hash FROM event").fetchone()
        for number in range(2, count + 1):
            at = (BEGIN + timedelta(minutes=20 * number)).isoformat()
            kind = {0: "sending", 1: "submitted"}.get(number % 10, "comment")
            sent = {"submission": f"20240801T140000Z-{number // 10:08}", "files": SET}
            data = json.dumps({"text": "x" * 100, "source": "hand"} if kind == "comment" else sent)
            before = entry_hash(before, number, at, at, kind, data)
            connection.execute(
                "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (number, at, at, kind, data, before)
            )
    EndMark(count, before).write(journal.path)

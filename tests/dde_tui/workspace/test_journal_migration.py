"""A journal of an older version opens, migrates once, and is kept beside as it was."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dde_tui.errors import DiskError, SettingsError
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal import APPLICATION, VERSION, Journal
from support.journal_file import AT, insert, rows

VERSION_1 = Path(__file__).parent / "journals" / "version-1.sqlite3"


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / ".dde" / "journal.sqlite3")


@pytest.fixture
def older(journal):
    """A journal of version 1, as commit b1ae4ec wrote it, in the place of this one."""
    journal.path.parent.mkdir()
    shutil.copyfile(VERSION_1, journal.path)
    return journal


def backup(journal):
    return journal.path.with_name("journal.sqlite3.v1.bak")


@pytest.mark.parametrize("first", [Journal.events, lambda journal: journal.append(EventKind.COMMENT)])
def test_a_journal_of_version_1_opens_and_migrates_and_is_kept_beside(older, tmp_path, first):
    first(older)
    events = older.events()
    assert [str(event.kind) for event in events][:8] == [
        *("requested", "answered", "confirmed", "connected"),
        *("sending", "submitted", "returned", "comment"),
    ]
    assert (events[6].at.isoformat(), events[6].id) == ("2026-09-05T07:00:00+00:00", 7)
    assert events[6].recorded_at.isoformat() == "2026-09-05T08:00:00+00:00"
    kept = rows(VERSION_1, "SELECT * FROM event ORDER BY id")
    assert rows(older.path, "SELECT * FROM event WHERE id <= 8 ORDER BY id") == kept
    assert rows(backup(older), "SELECT * FROM event ORDER BY id") == kept
    assert rows(backup(older), "PRAGMA user_version") == [(1,)]
    if sys.platform != "win32":
        assert backup(older).stat().st_mode & 0o077 == 0
    fresh = Journal(tmp_path / "fresh.sqlite3")
    fresh.append(EventKind.COMMENT)
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    for query in ("PRAGMA user_version", schema):
        assert rows(older.path, query) == rows(fresh.path, query)
    assert rows(older.path, "PRAGMA application_id") == [(APPLICATION,)]


def test_a_journal_migrates_once(older):
    older.events()
    before = backup(older).stat().st_mtime_ns
    older.append(EventKind.COMMENT)
    assert len(older.events()) == 9
    assert backup(older).stat().st_mtime_ns == before


def test_a_backup_that_a_killed_migration_left_is_written_again(older):
    backup(older).write_bytes(b"half a file")
    assert len(older.events()) == 8
    assert len(rows(backup(older), "SELECT * FROM event")) == 8


def test_where_no_backup_can_be_written_nothing_is_migrated(older):
    backup(older).mkdir()
    before = older.path.read_bytes()
    with pytest.raises(DiskError):
        older.events()
    assert older.path.read_bytes() == before


def test_a_foreign_record_of_version_1_is_told_and_not_migrated(older):
    insert(older.path, -5, AT.isoformat(), AT.isoformat(), "accepted", "{}")
    before = older.path.read_bytes()
    with pytest.raises(SettingsError, match="a record that dde did not write"):
        older.events()
    assert older.path.read_bytes() == before


def test_a_journal_of_version_1_with_a_raised_version_is_of_a_newer_dde(older):
    rows(older.path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(SettingsError, match="newer version"):
        older.events()


MIGRATOR = """
import pathlib, sys
from dde_tui.workspace.journal import Journal
print("ready", flush=True)
sys.stdin.readline()
print(len(Journal(pathlib.Path(sys.argv[1])).events()), flush=True)
"""


def start_migrator(path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", MIGRATOR, str(path)], **pipes)
    process.stdout.readline()
    return process


def test_two_processes_migrate_at_once_and_both_read_everything(older):
    both = [start_migrator(older.path) for _ in range(2)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[0] for process in both] == ["8\n", "8\n"]


def test_a_migration_that_is_killed_at_any_moment_loses_nothing(older):
    chance = random.Random(2026)
    for _ in range(6):
        shutil.copyfile(VERSION_1, older.path)
        process = start_migrator(older.path)
        process.stdin.write("go\n")
        process.stdin.flush()
        moment = time.perf_counter() + chance.random() * 0.03
        while time.perf_counter() < moment:
            pass
        process.kill()
        process.communicate()
        assert len(older.events()) == 8
        assert len(rows(backup(older), "SELECT * FROM event")) == 8

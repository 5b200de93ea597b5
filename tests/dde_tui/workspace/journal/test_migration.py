"""A journal of an older version is read as it is, migrated by the first append, and kept beside as it was."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dde_tui.errors import DiskError, SettingsError
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.journal.schema import APPLICATION, VERSION
from support.journal_file import AT, insert, rows

EARLIER = {1: 8, 2: 10}
"""The versions before this one, and how many entries each fixture has."""
KINDS = [
    *("requested", "answered", "confirmed", "connected", "sending", "submitted", "returned", "comment"),
    *("withdrawn", "hold-approved"),
]


def fixture(version):
    return Path(__file__).parent / "earlier" / f"version-{version}.sqlite3"


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / ".dde" / "journal.sqlite3")


@pytest.fixture(params=EARLIER)
def version(request):
    return request.param


@pytest.fixture
def older(journal, version):
    """A journal as that version wrote it, in the place of this one."""
    journal.path.parent.mkdir()
    shutil.copyfile(fixture(version), journal.path)
    return journal


@pytest.fixture
def backup(journal, version):
    return journal.path.with_name(f"journal.sqlite3.v{version}.bak")


def test_there_is_a_journal_of_every_earlier_version():
    assert set(EARLIER) == set(range(1, VERSION))


def test_it_is_read_and_nothing_is_written(older, version):
    before = older.path.read_bytes()
    events = older.events()
    assert [str(event.kind) for event in events] == KINDS[: EARLIER[version]]
    assert (events[6].at.isoformat(), events[6].id) == ("2026-09-05T07:00:00+00:00", 7)
    assert events[6].recorded_at.isoformat() == "2026-09-05T08:00:00+00:00"
    assert older.path.read_bytes() == before
    assert [path.name for path in older.path.parent.iterdir()] == [older.path.name]


def test_the_first_append_migrates_it_and_keeps_it_beside(older, version, backup, tmp_path):
    read = older.events()
    added = older.append(EventKind.COMMENT)
    assert added.id == EARLIER[version] + 1
    assert older.events() == [*read, added]
    assert [(event.id, event.recorded_at) for event in older.events()[:-1]] == [
        (event.id, event.recorded_at) for event in read
    ]
    columns = "SELECT id, at, recorded_at, kind, data FROM event"
    kept = rows(fixture(version), columns)
    assert rows(older.path, f"{columns} WHERE id <= {EARLIER[version]}") == kept
    assert rows(backup, columns) == kept
    assert rows(backup, "PRAGMA user_version") == [(version,)]
    if sys.platform != "win32":
        assert backup.stat().st_mode & 0o077 == 0
    fresh = Journal(tmp_path / "fresh.sqlite3")
    fresh.append(EventKind.COMMENT)
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    for query in ("PRAGMA user_version", schema):
        assert rows(older.path, query) == rows(fresh.path, query)
    assert rows(older.path, "PRAGMA application_id") == [(APPLICATION,)]


def test_it_migrates_once(older, backup, version):
    older.append(EventKind.COMMENT)
    before = backup.stat().st_mtime_ns
    older.append(EventKind.COMMENT)
    assert len(older.events()) == EARLIER[version] + 2
    assert backup.stat().st_mtime_ns == before


def test_a_backup_that_a_killed_migration_left_is_written_again(older, backup, version):
    backup.write_bytes(b"half a file")
    older.append(EventKind.COMMENT)
    assert len(rows(backup, "SELECT * FROM event")) == EARLIER[version]


def test_where_no_backup_can_be_written_nothing_is_migrated(older, backup, version):
    backup.mkdir()
    before = older.path.read_bytes()
    with pytest.raises(DiskError):
        older.append(EventKind.COMMENT)
    assert older.path.read_bytes() == before
    assert len(older.events()) == EARLIER[version]


@pytest.mark.parametrize("version", [1])
def test_an_entry_of_version_1_that_dde_did_not_write_is_told_and_not_migrated(older):
    insert(older.path, -5, AT.isoformat(), AT.isoformat(), "accepted", "{}")
    before = older.path.read_bytes()
    for call in (older.events, lambda: older.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match=r"dde did not write|not written by dde"):
            call()
    assert older.path.read_bytes() == before


def test_an_older_journal_with_a_raised_version_is_of_a_newer_dde(older):
    rows(older.path, f"PRAGMA user_version = {VERSION + 1}")
    for call in (older.events, lambda: older.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match="newer version"):
            call()


def test_an_older_journal_that_is_put_back_over_a_longer_one_is_told(older, version):
    older.append(EventKind.COMMENT)
    shutil.copyfile(fixture(version), older.path)
    for call in (older.events, lambda: older.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match=f"entry {EARLIER[version] + 1} is missing"):
            call()


MIGRATOR = """
import pathlib, sys
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
journal = Journal(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
journal.append(EventKind.COMMENT)
print(len(journal.events()), flush=True)
"""


def start_migrator(path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", MIGRATOR, str(path)], **pipes)
    process.stdout.readline()
    return process


def test_two_processes_migrate_at_once_and_both_entries_are_there(older, version, backup):
    both = [start_migrator(older.path) for _ in range(2)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [int(process.communicate()[0]) for process in both]
    assert max(said) == EARLIER[version] + 2
    assert len(older.events()) == EARLIER[version] + 2
    assert len(rows(backup, "SELECT * FROM event")) == EARLIER[version]


def test_a_migration_that_is_killed_at_any_moment_loses_nothing(older, version, backup):
    chance = random.Random(2026)
    for _ in range(6):
        for path in older.path.parent.iterdir():
            path.unlink()
        shutil.copyfile(fixture(version), older.path)
        process = start_migrator(older.path)
        process.stdin.write("go\n")
        process.stdin.flush()
        moment = time.perf_counter() + chance.random() * 0.05
        while time.perf_counter() < moment:
            pass
        process.kill()
        process.communicate()
        older.append(EventKind.COMMENT)
        assert len(older.events()) in (EARLIER[version] + 1, EARLIER[version] + 2)
        assert len(rows(backup, "SELECT * FROM event")) == EARLIER[version]

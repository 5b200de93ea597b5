import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.errors import ExitCode
from dde_tui.errors import DiskError, LockedError, SettingsError
from dde_tui.process.events import Event, EventError, EventKind
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.journal.schema import VERSION
from support.journal_file import AT, insert, insert_chained, rows


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / ".dde" / "journal.sqlite3")


def test_nothing_was_recorded_and_no_file_appears(journal):
    assert journal.events() == []
    assert not journal.path.exists()


def test_what_is_recorded_is_read_again_in_the_order_of_recording(journal):
    later = journal.append(EventKind.SUBMITTED, {"files": [{"file": "users.csv", "rows": 412}]}, AT)
    earlier = journal.append(EventKind.REQUESTED, {}, AT - timedelta(days=9))
    assert later == Event(EventKind.SUBMITTED, AT, {"files": [{"file": "users.csv", "rows": 412}]})
    assert Journal(journal.path).events() == [later, earlier]


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(EventKind),
            st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.booleans()), max_size=3),
            st.datetimes(timezones=st.just(UTC)),
        ),
        max_size=4,
    )
)
def test_any_event_comes_back_as_it_was(tmp_path_factory, records):
    journal = Journal(tmp_path_factory.mktemp("any") / "journal.sqlite3")
    recorded = [journal.append(kind, data, at) for kind, data, at in records]
    assert journal.events() == recorded


def test_the_file_holds_the_times_of_the_event_and_of_its_recording_in_utc(tmp_path):
    now = datetime(2026, 9, 16, 7, 30, tzinfo=AT.tzinfo)
    journal = Journal(tmp_path / "journal.sqlite3", clock=lambda: now)
    journal.append(EventKind.RETURNED, {"review": "initial"}, AT)
    assert journal.append(EventKind.COMMENT).at == now
    assert rows(journal.path, "SELECT id, at, recorded_at, kind, data FROM event WHERE id = 1") == [
        (1, "2026-09-15T14:00:00+00:00", "2026-09-16T12:30:00+00:00", "returned", '{"review": "initial"}')
    ]


def test_an_event_knows_its_number_and_when_it_was_recorded(tmp_path):
    now = datetime(2026, 9, 16, 7, 30, tzinfo=AT.tzinfo)
    journal = Journal(tmp_path / "journal.sqlite3", clock=lambda: now)
    appended = [journal.append(EventKind.RETURNED, {}, AT), journal.append(EventKind.COMMENT)]
    for events in (appended, journal.events()):
        assert [(event.id, event.recorded_at) for event in events] == [(1, now), (2, now)]


def test_what_is_no_event_is_not_recorded(journal):
    with pytest.raises(EventError):
        journal.append(EventKind.COMMENT, {"at": AT})
    assert journal.events() == []


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE event SET kind = 'accepted'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT id, at, recorded_at, 'accepted', data, hash FROM event",
    ],
)
def test_the_file_itself_refuses_to_forget(journal, attack):
    recorded = journal.append(EventKind.RETURNED, {}, AT)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rows(journal.path, attack)
    assert journal.events() == [recorded]


def test_many_threads_record_at_once_and_nothing_is_lost(journal):
    def record(number):
        for step in range(4):
            journal.append(EventKind.COMMENT, {"number": number, "step": step}, AT)

    threads = [threading.Thread(target=record, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((event.data["number"], event.data["step"]) for event in journal.events()) == [
        (number, step) for number in range(5) for step in range(4)
    ]


def test_a_file_that_a_kill_left_empty_is_an_empty_journal(journal):
    journal.path.parent.mkdir()
    journal.path.touch()
    assert journal.events() == []
    recorded = journal.append(EventKind.COMMENT)
    assert journal.events() == [recorded]


@pytest.mark.parametrize("call", [lambda journal: journal.append(EventKind.COMMENT), Journal.events])
def test_what_is_no_database_is_told_and_left_alone(journal, call):
    journal.path.parent.mkdir()
    journal.path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(SettingsError, match="is damaged") as caught:
        call(journal)
    assert caught.value.exit_code is ExitCode.USAGE
    assert "backup" in caught.value.to_do
    assert journal.path.read_bytes() == b"Dear diary, " * 400


def test_a_damaged_file_is_told(journal):
    for _ in range(40):
        journal.append(EventKind.COMMENT, {"text": "x" * 500}, AT)
    with journal.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 16_000)
    with pytest.raises(SettingsError, match="is damaged"):
        journal.events()


def test_a_database_of_something_else_is_told_and_left_alone(journal):
    journal.path.parent.mkdir()
    rows(journal.path, "CREATE TABLE grades (student TEXT)")
    before = journal.path.read_bytes()
    for call in (journal.events, lambda: journal.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match="another program's database"):
            call()
    assert journal.path.read_bytes() == before


def test_a_journal_of_a_newer_version_is_told_and_left_alone(journal):
    journal.append(EventKind.COMMENT, {}, AT)
    rows(journal.path, f"PRAGMA user_version = {VERSION + 1}")
    before = journal.path.read_bytes()
    for call in (journal.events, lambda: journal.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match="newer version"):
            call()
    assert journal.path.read_bytes() == before


@pytest.mark.parametrize(
    "values",
    [
        "'2026-09-15T14:00:00+00:00', '2026-09-15T14:00:00+00:00', 'two words', '{}'",
        "'2026-09-15T14:00:00+00:00', 'yesterday', 'comment', '{}'",
        "'2026-09-15T14:00:00+00:00', '2026-09-15T14:00:00', 'comment', '{}'",
        "'yesterday', '2026-09-15T14:00:00+00:00', 'comment', '{}'",
        "'2026-09-15T14:00:00+00:00', '2026-09-15T14:00:00+00:00', 'comment', 'no json'",
        "'2026-09-15T14:00:00+00:00', '2026-09-15T14:00:00+00:00', 'comment', '[]'",
        "'2026-09-15T14:00:00+00:00', '2026-09-15T14:00:00+00:00', 'comment', x'ff'",
    ],
)
def test_a_record_that_is_no_event_is_told(journal, values):
    journal.append(EventKind.COMMENT, {}, AT)
    with closing(sqlite3.connect(journal.path)) as connection:
        recorded_at, at, kind, data = connection.execute(f"SELECT {values}").fetchone()
    insert_chained(journal.path, at, recorded_at, kind, data)
    with pytest.raises(SettingsError, match="is damaged: entry 2 is not what dde writes"):
        journal.events()


def test_a_kind_of_a_newer_version_is_kept_and_counted(journal):
    known = journal.append(EventKind.RETURNED, {}, AT)
    insert_chained(journal.path, AT.isoformat(), AT.isoformat(), "hold-approved", '{"rows": 3}')
    assert journal.events() == [known, Event("hold-approved", AT, {"rows": 3})]
    journal.append(EventKind.COMMENT, {}, AT)
    assert [event.id for event in journal.events()] == [1, 2, 3]


@pytest.mark.parametrize("number", [0, -5])
def test_a_record_before_the_first_is_refused_by_the_file(journal, number):
    journal.append(EventKind.RETURNED, {}, AT)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        insert(journal.path, number, AT.isoformat(), AT.isoformat(), "accepted", "{}", "")


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER event_never_changes",
        "CREATE TABLE grades (student TEXT)",
        "CREATE TRIGGER more AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE INDEX by_kind ON event (kind)",
        "ALTER TABLE event ADD COLUMN more TEXT",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = -1",
    ],
)
def test_a_schema_that_is_not_exactly_ours_is_told_and_left_alone(journal, change):
    journal.append(EventKind.RETURNED, {}, AT)
    rows(journal.path, change)
    before = journal.path.read_bytes()
    for call in (journal.events, lambda: journal.append(EventKind.COMMENT)):
        with pytest.raises(SettingsError, match="another program changed its tables or triggers"):
            call()
    assert journal.path.read_bytes() == before


def test_another_writer_who_does_not_end_is_told(journal):
    recorded = journal.append(EventKind.COMMENT, {}, AT)
    hurried = Journal(journal.path, patience=0.05)
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert hurried.events() == [recorded]
        with pytest.raises(LockedError) as caught:
            hurried.append(EventKind.COMMENT)
        assert caught.value.exit_code is ExitCode.LOCKED
        other.execute("ROLLBACK")
    assert hurried.append(EventKind.COMMENT, {}, AT) == recorded


def test_a_file_that_is_a_folder_is_the_disks_trouble(journal):
    journal.path.mkdir(parents=True)
    for call in (journal.events, lambda: journal.append(EventKind.COMMENT)):
        with pytest.raises(DiskError, match="sqlite3 cannot be used"):
            call()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX stands for the full disk")
def test_a_full_disk_is_told_and_loses_nothing(journal):
    recorded = journal.append(EventKind.COMMENT, {}, AT)
    script = f"""
import pathlib, resource
from dde_tui.errors import DiskError
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    Journal(pathlib.Path({str(journal.path)!r})).append(EventKind.COMMENT, {{"text": "x" * 50_000}})
except DiskError as error:
    print(type(error).__name__)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "DiskError\n"
    assert journal.events() == [recorded]

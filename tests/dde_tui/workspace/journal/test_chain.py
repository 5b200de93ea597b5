"""A journal that was edited, cut, exchanged or deleted is noticed, and told at which entry."""

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.errors import DdeError, ExitCode
from dde_tui.errors import SettingsError
from dde_tui.process.events import Event, EventKind
from dde_tui.workspace.journal.end_mark import EndMark, path_of
from dde_tui.workspace.journal.entries import entry_hash
from dde_tui.workspace.journal.journal import Journal
from support.journal_file import AT, forge, rows


@pytest.fixture
def journal(tmp_path):
    """A journal of five entries."""
    journal = Journal(tmp_path / ".dde" / "journal.sqlite3")
    for number in range(1, 6):
        journal.append(EventKind.COMMENT, {"text": f"remark {number}"}, AT)
    return journal


def refused(journal):
    """What reading and writing say of it; both refuse, and neither changes the file."""
    before = journal.path.read_bytes() if journal.path.exists() else None
    with pytest.raises(SettingsError) as reading:
        journal.events()
    with pytest.raises(SettingsError) as writing:
        journal.append(EventKind.COMMENT)
    assert (journal.path.read_bytes() if journal.path.exists() else None) == before
    assert {reading.value.exit_code, writing.value.exit_code} == {ExitCode.USAGE}
    return reading.value


def test_every_field_of_an_event_is_there_when_it_is_read(journal):
    for event in journal.events():
        assert all(hasattr(event, field.name) for field in fields(Event))
        assert event == Event.from_dict(event.to_dict())


def test_each_hash_covers_the_entry_and_the_hash_before(journal):
    before = ""
    for *words, found in rows(journal.path, "SELECT * FROM event ORDER BY id"):
        assert found == entry_hash(before, *words)
        before = found
    assert EndMark.of(journal.path) == EndMark(5, before)


@pytest.mark.parametrize("column", ["at", "recorded_at", "kind", "data"])
def test_an_entry_that_was_edited_is_told_by_its_number(journal, column):
    new = {"kind": "live", "data": '{"text": "remark 4"}'}.get(column, "2026-09-01T00:00:00+00:00")
    forge(journal.path, f"UPDATE event SET {column} = '{new}' WHERE id = 3")
    with pytest.raises(SettingsError) as caught:
        journal.events()
    assert "is damaged: entry 3 is not what was recorded" in caught.value.happened
    assert "2 entries before it are as recorded" in caught.value.meaning
    assert "dde journal" in caught.value.to_do


def test_an_edited_entry_whose_hash_was_made_new_is_told_at_the_next_one(journal):
    (before,) = rows(journal.path, "SELECT hash FROM event WHERE id = 2")[0]
    new = entry_hash(before, 3, AT.isoformat(), AT.isoformat(), "live", "{}")
    forge(
        journal.path,
        f"UPDATE event SET at = '{AT.isoformat()}', recorded_at = '{AT.isoformat()}', kind = 'live', data = '{{}}', "
        f"hash = '{new}' WHERE id = 3",
    )
    with pytest.raises(SettingsError, match="entry 4 is not what was recorded: it, or the one before it"):
        journal.events()


def test_the_last_entry_edited_with_a_new_hash_is_told_by_the_mark_beside(journal):
    (before,) = rows(journal.path, "SELECT hash FROM event WHERE id = 4")[0]
    row = rows(journal.path, "SELECT at, recorded_at, kind FROM event WHERE id = 5")[0]
    forge(
        journal.path,
        f"UPDATE event SET data = '{{}}', hash = '{entry_hash(before, 5, *row, '{}')}' WHERE id = 5",
    )
    assert "entry 5 is not the one that was recorded here" in refused(journal).happened


def test_an_entry_that_was_taken_out_is_told(journal):
    forge(journal.path, "DELETE FROM event WHERE id IN (2, 3)")
    with pytest.raises(SettingsError, match="entry 4 does not follow entry 1"):
        journal.events()


def test_an_entry_that_was_put_in_is_told(journal):
    with closing(sqlite3.connect(journal.path)) as connection, connection:
        connection.execute(
            "INSERT INTO event SELECT 6, at, recorded_at, 'accepted', data, hash FROM event WHERE id = 5"
        )
    assert "entry 6 is not what was recorded" in refused(journal).happened


def test_a_journal_whose_end_was_cut_off_is_told(journal):
    forge(journal.path, "DELETE FROM event WHERE id > 3")
    assert (
        "entry 4 is missing: the journal ends with entry 3, but 5 were recorded" in refused(journal).happened
    )


def test_an_older_copy_that_was_put_back_is_told(journal, tmp_path):
    shutil.copyfile(journal.path, tmp_path / "backup")
    journal.append(EventKind.LIVE)
    shutil.copyfile(tmp_path / "backup", journal.path)
    assert "An older copy was put back" in refused(journal).happened


def test_another_copy_that_went_on_by_itself_is_told(journal, tmp_path):
    shutil.copytree(journal.path.parent, tmp_path / "other")
    other = Journal(tmp_path / "other" / journal.path.name)
    other.append(EventKind.LIVE)
    journal.append(EventKind.COMMENT)
    shutil.copyfile(other.path, journal.path)
    assert "another copy of the journal" in refused(journal).happened


@pytest.mark.parametrize("flipped", range(5))
def test_a_flipped_bit_in_an_entry_is_told(journal, flipped):
    data = bytearray(journal.path.read_bytes())
    data[data.index(f"remark {flipped + 1}".encode())] ^= 1
    journal.path.write_bytes(data)
    with pytest.raises(SettingsError, match=f"entry {flipped + 1} is not what was recorded"):
        journal.events()


def test_the_words_of_a_damaged_entry_are_not_quoted(journal):
    data = journal.path.read_bytes().replace(b"remark 3", b"remark \xff")
    journal.path.write_bytes(data)
    error = refused_reading(journal)
    assert "entry 3 cannot be read (a word in it is no text)" in error.happened
    assert "remark" not in error.sentence


def refused_reading(journal):
    with pytest.raises(SettingsError) as caught:
        journal.events()
    return caught.value


def test_a_mark_that_is_behind_or_cannot_be_understood_harms_nothing(journal):
    old = path_of(journal.path).read_bytes()
    journal.append(EventKind.LIVE)
    for words in (old, b"", b"6", b"99 " + b"z" * 64 + b"\n", b"\xff" * 70):
        path_of(journal.path).write_bytes(words)
        assert len(journal.events()) == 6
    path_of(journal.path).unlink()
    journal.append(EventKind.LIVE)
    assert EndMark.of(journal.path).number == 7


def gone(path):
    path.unlink()


def emptied(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("lose", [gone, emptied])
@pytest.mark.parametrize("trace", ["journal.end", "journal.sqlite3.v2.bak", "receipts"])
def test_a_journal_that_is_gone_while_others_show_it_was_there_is_told_and_none_is_begun(
    journal, lose, trace
):
    lose(journal.path)
    state = journal.path.parent
    path_of(journal.path).unlink()
    if trace == "receipts":
        (state / trace).mkdir()
        (state / trace / "20260904T140000Z-00000000.json").write_text("{}")
    else:
        (state / trace).write_bytes(b"x")
    error = refused(journal)
    assert "is missing or empty, but there was a journal" in error.happened
    assert trace in error.happened
    assert "dde journal recover" in error.to_do


def test_it_can_be_read_while_another_process_writes(journal):
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO event SELECT 6, at, recorded_at, kind, data, hash FROM event WHERE id = 5")
        assert len(Journal(journal.path, patience=0.05).events()) == 5
        other.execute("ROLLBACK")


def test_readers_never_see_half_of_an_append(journal):
    seen, done = [], threading.Event()

    def read():
        while not done.is_set():
            seen.append(len(journal.events()))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(25):
        journal.append(EventKind.COMMENT, {"text": "x" * 5_000})
    done.set()
    for reader in readers:
        reader.join()
    assert len(journal.events()) == 30
    assert set(seen) <= set(range(5, 31))


@settings(max_examples=25)
@given(st.data())
def test_law_whatever_one_byte_of_the_file_becomes_nothing_else_is_read_from_it(tmp_path_factory, data):
    journal = Journal(tmp_path_factory.mktemp("byte") / "journal.sqlite3")
    for number in range(4):
        journal.append(EventKind.COMMENT, {"text": f"remark {number}"}, AT)
    recorded, whole = journal.events(), bytearray(journal.path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    journal.path.write_bytes(whole)
    try:
        events = journal.events()
    except DdeError:
        events = recorded
    assert events == recorded


@pytest.mark.skipif(os.name != "posix", reason="a link that anybody may make")
def test_a_link_in_place_of_the_mark_is_replaced_and_not_followed(journal, tmp_path):
    other = tmp_path / "other"
    other.write_text("mine")
    path_of(journal.path).unlink()
    path_of(journal.path).symlink_to(other)
    path_of(journal.path).with_name("journal.end.new").symlink_to(other)
    journal.append(EventKind.LIVE)
    assert other.read_text() == "mine"

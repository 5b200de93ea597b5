"""A new journal is made of what can be read of a damaged one, which is kept, and only when a person asks."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dde_tui.errors import LockedError
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.journal.recovery import recover
from support.journal_file import AT, forge, rows
from support.killed import contents, killed_everywhere

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    """A journal of sixty entries, on several pages."""
    journal = Journal(tmp_path / ".dde" / "journal.sqlite3")
    for number in range(1, 61):
        journal.append(EventKind.COMMENT, {"text": f"remark {number} {'x' * 300}"}, AT)
    return journal


def numbers(events):
    return [event.id for event in events]


def test_where_nothing_is_wrong_nothing_is_done(journal):
    before = contents(journal.path.parent)
    assert recover(journal, NOW) is None
    assert contents(journal.path.parent) == before


def test_entries_keep_their_numbers_and_words_and_the_damaged_file_is_kept(journal):
    forge(journal.path, "UPDATE event SET kind = 'live' WHERE id = 7", "DELETE FROM event WHERE id = 9")
    damaged = journal.path.read_bytes()
    readable = journal.survey().events
    done = recover(journal, NOW)
    assert done.entries == 59
    assert done.damages[0] == "Entry 7 is not what was recorded: it, or the one before it, was changed."
    assert done.damages[1].startswith("Entry 10 does not follow entry 8")
    assert journal.path.with_name(done.kept[0]).read_bytes() == damaged
    *events, last = journal.events()
    assert events == readable
    assert [event.recorded_at for event in events] == [event.recorded_at for event in readable]
    assert numbers(events) == [number for number in range(1, 61) if number != 9]
    assert (last.id, str(last.kind), last.data["kept"]) == (61, "note", list(done.kept))
    assert journal.append(EventKind.COMMENT).id == 62


def test_a_page_that_is_gone_costs_its_entries_only(journal):
    (size,) = rows(journal.path, "PRAGMA page_size")[0]
    with journal.path.open("r+b") as file:
        file.seek(size * 4)
        file.write(b"\xff" * size)
    found = journal.survey()
    assert not found.is_whole
    assert 30 < len(found.events) < 60
    done = recover(journal, NOW)
    assert done.entries == len(found.events)
    assert numbers(journal.events()[:-1]) == numbers(found.events)


@pytest.mark.parametrize("spoil", [b"Dear diary, " * 400, b""])
def test_of_a_file_that_holds_nothing_a_new_journal_begins_and_says_so(journal, spoil):
    journal.path.write_bytes(spoil)
    done = recover(journal, NOW)
    assert done.entries == 0
    (told,) = journal.events()
    assert told.data["text"].startswith("The journal was made anew of 0 entries")
    assert journal.path.with_name(done.kept[0]).read_bytes() == spoil


def test_a_journal_that_is_gone_for_good_begins_anew(journal):
    journal.path.unlink()
    assert recover(journal, NOW).kept == ()
    assert numbers(journal.events()) == [1]


def test_a_journal_whose_triggers_were_taken_away_is_made_whole(journal):
    rows(journal.path, "DROP TRIGGER event_never_goes")
    assert len(journal.survey().events) == 60
    assert recover(journal, NOW).damages == ("Another program changed its tables or triggers.",)
    assert len(journal.events()) == 61


def test_an_older_copy_that_a_person_put_back_is_taken(journal):
    forge(journal.path, "DELETE FROM event WHERE id > 50")
    assert recover(journal, NOW).entries == 50
    assert numbers(journal.events()) == list(range(1, 52))


def test_it_waits_for_no_other_run(journal):
    journal.path.unlink()
    with journal.only_writer(), pytest.raises(LockedError):
        recover(Journal(journal.path, patience=0.05), NOW)


WORK = """
from datetime import UTC, datetime
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
from dde_tui.workspace.journal.recovery import recover
import dde_tui.workspace.files.staging

def prepare(home):
    journal = Journal(home / "journal.sqlite3")
    for _ in range(3):
        journal.append(EventKind.COMMENT)
    data = journal.path.read_bytes()
    journal.path.write_bytes(data.replace(b"comment", b"content", 1))

def work(home):
    recover(Journal(home / "journal.sqlite3"), datetime(2026, 9, 20, tzinfo=UTC))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills of POSIX")
def test_a_recovery_that_is_killed_at_any_step_can_be_done_again(tmp_path):
    for home in killed_everywhere(tmp_path, WORK):
        journal = Journal(Path(home) / "journal.sqlite3")
        recover(journal, NOW)
        kinds = sorted(str(event.kind) for event in journal.events())
        assert kinds in (["comment", "comment", "content", *["note"] * times] for times in (1, 2))
        assert list(Path(home).glob("*.damaged-*"))

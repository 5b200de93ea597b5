"""`dde workspaces` lists the districts of a service centre, what is due first first."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.errors import ExitCode
from dde_tui.actions.workspace import workspaces
from dde_tui.actions.workspace.workspaces import Urgency, standings
from dde_tui.process.events import EventKind
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.seen import remember
from support.journal_file import forge
from support.long_journal import fill

NOW = datetime(2026, 9, 16, 18, tzinfo=UTC)


@pytest.fixture
def make(dde, tmp_path):
    """Makes a workspace with these events and remembers it."""

    def workspace(name, *events):
        made = create_workspace(tmp_path / name, name)
        for kind, at in events:
            replace(made, clock=lambda at=at: at).journal.append(kind)
        remember(made.path)
        return made

    return workspace


def test_where_none_was_seen_it_is_said_how_to_begin(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dde("workspaces")
    assert said.code == 0
    assert "No workspace was seen yet" in said.out
    assert dde("workspaces", "--json").json == {"schema": "dde-workspaces/1", "workspaces": []}


def test_a_workspace_is_seen_when_it_is_made_and_when_the_list_is_asked_for_in_it(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dde("--workspace", tmp_path / "a", "init", "--district", "A ISD")
    create_workspace(tmp_path / "b", "B ISD")
    listed = dde("--workspace", tmp_path / "b", "workspaces", "--json").json["workspaces"]
    assert {each["district"] for each in listed} == {"A ISD", "B ISD"}


def test_what_needs_somebody_first_comes_first(make):
    day = timedelta(days=1)
    make("Calm", (EventKind.LIVE, NOW - 9 * day))
    make("Later", (EventKind.REQUESTED, NOW - timedelta(minutes=5)))
    make("Sooner", (EventKind.REQUESTED, NOW - timedelta(minutes=50)))
    make("Overdue", (EventKind.REQUESTED, NOW - 2 * day))
    make("Mine")
    broken = make("Broken", *[(EventKind.REQUESTED, NOW - day)] * 3)
    forge(broken.journal.path, "UPDATE event SET kind = 'live' WHERE id = 2")
    gone = make("Gone")
    gone.settings_file.unlink()
    found = standings(workspaces.seen(), lambda: NOW)
    assert [(each.path.name, each.urgency) for each in found] == [
        ("Broken", Urgency.UNREADABLE),
        ("Overdue", Urgency.OVERDUE),
        ("Mine", Urgency.YOURS),
        ("Sooner", Urgency.DUE),
        ("Later", Urgency.DUE),
        ("Calm", Urgency.NOTHING_DUE),
        ("Gone", Urgency.GONE),
    ]
    assert "entry 2" in found[0].sentence
    assert found[3].due < found[4].due


def test_the_list_says_the_sentence_and_the_folder(dde, make):
    made = make("Peña ISD")
    said = dde("workspaces")
    assert said.out.splitlines()[0] == "Peña ISD: your turn"
    assert "Ask CLI" in said.out
    assert str(made.path) in said.out
    data = dde("workspaces", "--json").json["workspaces"][0]
    assert (data["turn"], data["urgency"], data["due"]) == ("district", "yours", None)


def test_one_is_taken_off_the_list_and_stays_as_it_is(dde, make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = make("A")
    assert dde("workspaces", "--forget", made.path, "--json").json["workspaces"] == []
    assert made.settings_file.exists()
    again = dde("workspaces", "--forget", made.path)
    assert again.code == ExitCode.USAGE
    assert "is not in the list" in again.err


def test_names_and_paths_steer_no_terminal(dde, make):
    made = make("A")
    text = made.settings_file.read_text("utf-8")
    made.settings_file.write_text(text.replace('name = "A"', 'name = "A\\u001b[2J"'), "utf-8")
    said = dde("workspaces")
    assert "\x1b" not in said.out
    assert "can't be read" in said.out


def test_a_share_that_never_answers_holds_nobody_up(make, monkeypatch):
    make("Fine")
    stuck = make("Stuck")
    leave = threading.Event()
    read = workspaces.status
    monkeypatch.setattr(
        workspaces,
        "status",
        lambda workspace, now: (
            leave.wait(20) and None if workspace.path == stuck.path else read(workspace, now)
        ),
    )
    begun = time.monotonic()
    found = standings(workspaces.seen(), lambda: NOW, patience=0.3)
    leave.set()
    assert time.monotonic() - begun < 10
    assert [(each.path.name, each.urgency) for each in found] == [
        ("Stuck", Urgency.UNREADABLE),
        ("Fine", Urgency.YOURS),
    ]
    assert "did not answer" in found[0].sentence


def test_twenty_districts_are_read_soon(dde, make):
    for number in range(20):
        fill(make(f"District {number}").journal, 300)
    begun = time.process_time()
    found = standings(workspaces.seen(), lambda: NOW)
    assert len(found) == 20
    assert time.process_time() - begun < 3, "a second of a quiet machine is plenty"
    assert {each.path.parent for each in found} == {Path(found[0].path).parent}

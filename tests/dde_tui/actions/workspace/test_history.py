"""The history, notes and taking back: nothing is erased, and nobody takes back what really happened."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.process.events import EventKind
from dde_tui.terminal import author


@pytest.fixture(autouse=True)
def pat(monkeypatch):
    """The person at this computer."""
    monkeypatch.setattr(author, "who", lambda: "pat@office")
    for module in ("dde_tui.workspace.folder", "dde_tui.actions.workspace.undo"):
        monkeypatch.setattr(f"{module}.who", lambda: "pat@office")


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


def test_an_empty_history_says_what_to_do(dde, workspace):
    assert "Nothing is recorded yet." in dde("history", workspace=workspace).out
    assert dde("history", "--json", workspace=workspace).json == {"schema": "dde-history/1", "events": []}


def test_it_tells_what_happened_who_recorded_it_and_where_it_came_from(dde, workspace):
    dde("request", "--at", "2026-09-14T09:00", workspace=workspace)
    fetched = {
        "answer": "x",
        "path": "dde/reviews/1.json",
        "source": "folder",
        "by": "pat@office",
        "review": "initial",
    }
    workspace.journal.append(
        EventKind.SUBMITTED, {"submission": "s1", "files": [{"file": "a"}], "client": "WinSCP"}
    )
    workspace.journal.append(EventKind.RETURNED, fetched)
    dde("note", "Pat", "answers", "on Mondays", workspace=workspace)
    lines = dde("history", workspace=workspace).out.splitlines()
    assert [line.split("  ", 2)[2] for line in lines[1:]] == [
        "WinSCP sent 1 file as s1  (by an early version; WinSCP)",
        "CLI returned the files in the initial review  (pat@office; folder)",
        "note: Pat answers on Mondays  (pat@office)",
    ]
    assert (
        lines[0]
        .split("  ", 1)[1]
        .startswith("Mon 14 Sep 2026, 09:00  you asked CLI for information  (pat@office; recorded ")
    )
    events = dde("history", "--json", workspace=workspace).json["events"]
    assert [(each["kind"], each["who"], each["source"]) for each in events] == [
        ("requested", "pat@office", "hand"),
        ("submitted", "", "WinSCP"),
        ("returned", "pat@office", "folder"),
        ("note", "pat@office", "hand"),
    ]
    assert not any(each["taken_back"] for each in events)


def test_the_csv_has_every_event_and_no_formula(dde, workspace):
    dde("note", "=HYPERLINK(1)", workspace=workspace)
    workspace.journal.append(EventKind.SUBMITTED, {"submission": "=1+1", "client": "@x"})
    said = dde("history", "--csv", workspace=workspace)
    rows = list(csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff"))))
    assert [row["kind"] for row in rows] == ["note", "submitted"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_event_of_a_newer_version_is_shown(dde, workspace):
    workspace.journal.append("hold-approved", {"x": 1})
    assert "hold-approved (recorded by a newer version of dde" in dde("history", workspace=workspace).out


def test_a_live_by_mistake_can_be_taken_back(dde, workspace):
    dde("request", workspace=workspace)
    dde("feedback", "record", "live", "--yes", workspace=workspace)
    assert dde("status", "--json", workspace=workspace).json["next"]["turn"] == "none"
    said = dde("undo", workspace=workspace)
    assert said.code == 0
    assert "Taken back: the files are in production" in said.out
    assert "Next: CLI answers your request automatically" in said.out
    assert kinds(workspace) == ["requested", "live", "withdrawn"]
    entry = dde("history", "--json", workspace=workspace).json["events"][1]
    assert (entry["kind"], entry["taken_back"]) == ("live", True)
    assert dde("undo", "--json", workspace=workspace).json["kind"] == "requested"
    said = dde("undo", workspace=workspace)
    assert (said.code, "There is nothing to take back." in said.err) == (2, True)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("submitted", {"submission": "s1", "by": "pat@office"}),
        ("connected", {"by": "pat@office"}),
        ("returned", {"source": "folder", "by": "pat@office"}),
        ("hold-approved", {}),
    ],
)
def test_what_really_happened_is_not_undone(dde, workspace, kind, data):
    dde("request", workspace=workspace)
    workspace.journal.append(kind, data)
    said = dde("undo", workspace=workspace)
    assert said.code == 2
    assert "was no record of yours" in said.err
    assert kinds(workspace) == ["requested", kind]


def test_somebody_else_s_record_is_not_undone(dde, workspace):
    workspace.journal.append(EventKind.CONFIRMED, {"by": "kim@school"})
    said = dde("undo", workspace=workspace)
    assert said.code == 2
    assert "by kim@school" in said.err
    assert kinds(workspace) == ["confirmed"]


def test_a_sending_that_was_recorded_by_hand_is_undone(dde, workspace):
    assert dde("send", "--recorded", "--at", "2026-09-14T09:00", workspace=workspace).code == 0
    assert dde("undo", workspace=workspace).code == 0
    assert kinds(workspace) == ["submitted", "withdrawn"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["  "], "The note is blank."),
        (["x" * 1_001], "1,000 are kept at most"),
        (["a", "--at", "2999-01-01T00:00"], "future"),
    ],
)
def test_a_note_that_cannot_be_kept_is_refused(dde, workspace, words, complaint):
    said = dde("note", *words, workspace=workspace)
    assert said.code == 2
    assert complaint in said.err
    assert kinds(workspace) == []


def test_a_note_moves_nothing(dde, workspace):
    before = dde("status", "--json", workspace=workspace).json
    assert dde("note", "hello", "--json", workspace=workspace).json["text"] == "hello"
    assert dde("status", "--json", workspace=workspace).json == before


def test_an_event_recorded_late_says_when_it_was_recorded(dde, workspace):
    at = datetime.now(UTC) - timedelta(days=3)
    workspace.journal.append(EventKind.CONFIRMED, {"by": "pat@office"}, at)
    workspace.journal.append(EventKind.CONNECTED, {"by": "pat@office"})
    first, second = dde("history", workspace=workspace).out.splitlines()
    assert "; recorded " in first
    assert "; recorded " not in second

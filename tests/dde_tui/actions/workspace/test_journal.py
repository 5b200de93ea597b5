"""`dde journal` says whether the journal can be relied on, shows what can be read, and makes a new one on a yes."""

import json

import pytest

from checks.errors import ExitCode
from dde_tui.process.events import EventKind
from support.journal_file import forge, insert_chained


@pytest.fixture
def damaged(dde, workspace):
    """A workspace whose third entry of four was changed by hand."""
    for text in ("one", "two", "three", "four"):
        workspace.journal.append(EventKind.COMMENT, {"text": text})
    forge(workspace.journal.path, "UPDATE event SET kind = 'live' WHERE id = 3")
    return workspace


def test_a_new_workspace_has_nothing_recorded(dde, workspace):
    said = dde("journal", workspace=workspace)
    assert (said.code, said.out) == (0, "Nothing was recorded yet.\n")


def test_a_whole_journal_is_said_to_be_so(dde, workspace):
    workspace.journal.append(EventKind.REQUESTED)
    workspace.journal.append(EventKind.COMMENT)
    said = dde("journal", "--json", workspace=workspace)
    assert said.code == 0
    assert said.json == {
        "schema": "dde-journal/1",
        "path": str(workspace.journal.path),
        "state": "whole",
        "version": 3,
        "entries": 2,
        "intact": 2,
        "damages": [],
        "traces": [],
        "copies": [],
        "events": [],
    }


def test_a_damaged_one_is_told_at_which_entry_and_what_can_be_read_is_listed(dde, damaged):
    said = dde("journal", workspace=damaged)
    assert said.code == ExitCode.USAGE
    assert "4 entries can be read, the first 2 are as recorded." in said.out
    assert "Entry 3 is not what was recorded" in said.out
    lines = [line.split() for line in said.out.splitlines() if "comment" in line or "live" in line]
    assert [(line[0], line[-1]) for line in lines] == [
        ("1", "one"),
        ("2", "two"),
        ("!", "three"),
        ("4", "four"),
    ]
    data = dde("journal", "--json", workspace=damaged).json
    assert data["damages"] == [
        {
            "entry": 3,
            "why": "is not what was recorded: it, or the one before it, was changed",
            "readable": True,
        }
    ]
    assert [each["as_recorded"] for each in data["events"]] == [True, True, False, True]


@pytest.mark.parametrize("words", [["status"], ["feedback", "list"], ["request"], ["confirm", "--yes"]])
def test_every_other_command_names_the_entry_and_the_way_out(dde, damaged, words):
    said = dde(*words, "--json", workspace=damaged)
    assert said.code == ExitCode.USAGE
    assert "is damaged: entry 3" in said.json["sentence"]
    assert "`dde journal recover`" in said.json["sentence"]


def test_a_new_one_is_made_only_on_a_yes(dde, damaged):
    before = damaged.journal.path.read_bytes()
    assert dde("journal", "recover", workspace=damaged).code == ExitCode.USAGE
    assert dde("journal", "recover", workspace=damaged, typed="no\n").code == ExitCode.USAGE
    assert damaged.journal.path.read_bytes() == before
    said = dde("journal", "recover", workspace=damaged, typed="yes\n")
    assert said.code == 0
    assert "kept as .dde/journal.sqlite3.damaged-" in said.out
    assert dde("status", workspace=damaged).code == 0
    assert dde("journal", "--json", workspace=damaged).json["entries"] == 5


def test_a_script_says_yes_with_a_flag(dde, damaged):
    said = dde("journal", "recover", "--yes", "--json", workspace=damaged)
    assert said.json["recovered"] is True
    assert said.json["entries"] == 4
    again = dde("journal", "recover", "--json", workspace=damaged)
    assert (again.code, again.json["recovered"]) == (0, False)


def test_a_deleted_journal_is_never_silently_a_new_one(dde, workspace):
    workspace.journal.append(EventKind.REQUESTED)
    workspace.journal.path.unlink()
    for words in (["status"], ["request"], ["feedback", "record", "answered"]):
        said = dde(*words, workspace=workspace)
        assert said.code == ExitCode.USAGE
        assert "is missing or empty, but there was a journal" in said.err
    assert not workspace.journal.path.exists()
    assert "but there was one: see journal.end beside it" in dde("journal", workspace=workspace).out
    assert dde("journal", "recover", "--yes", workspace=workspace).code == 0
    assert dde("status", workspace=workspace).code == 0


def test_kinds_of_a_newer_version_are_no_damage(dde, workspace):
    workspace.journal.append(EventKind.REQUESTED)
    insert_chained(workspace.journal.path, *["2026-09-07T09:00:00+00:00"] * 2, "hold-approved", '{"rows": 3}')
    said = dde("journal", workspace=workspace)
    assert said.code == 0
    assert "1 of them are of kinds that only a newer dde knows" in said.out
    assert dde("status", workspace=workspace).code == 0


def test_no_line_of_the_list_can_steer_a_terminal(dde, damaged):
    words = json.dumps({"text": "\x1b[2Jgone\nand more"})
    insert_chained(damaged.journal.path, *["2026-09-07T09:00:00+00:00"] * 2, "comment", words)
    said = dde("journal", workspace=damaged)
    assert "\x1b" not in said.out
    assert "gone and more" in said.out

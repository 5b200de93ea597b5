"""What looks wrong is asked about where a person is, and recorded with --yes where none is."""

import pytest

from dde_tui.process.events import EventKind


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


RECORD = ("feedback", "record", "accepted")


def test_without_a_terminal_nothing_is_recorded_and_yes_is_named(dde, workspace):
    said = dde(*RECORD, "--json", workspace=workspace)
    assert said.code == 2
    assert said.json["schema"] == "dde-error/1"
    assert "No files were sent from this workspace." in said.json["sentence"]
    assert "add --yes" in said.err
    assert kinds(workspace) == []
    assert dde(*RECORD, "--yes", workspace=workspace).code == 0
    assert kinds(workspace) == ["accepted"]


@pytest.mark.parametrize(("typed", "recorded"), [("yes\n", ["accepted"]), ("\n", []), ("no\n", [])])
def test_at_a_terminal_a_person_decides(dde, workspace, typed, recorded):
    said = dde(*RECORD, workspace=workspace, typed=typed)
    assert said.code == 0
    assert "Record it all the same?" in said.err
    assert kinds(workspace) == recorded


def test_asking_twice_is_asked_about_and_keeps_the_first_clock(dde, workspace):
    assert dde("request", workspace=workspace).code == 0
    said = dde("request", workspace=workspace)
    assert said.code == 2
    assert "CLI's clock would start anew." in said.err
    assert kinds(workspace) == ["requested"]


def test_a_request_after_the_answer_overwrites_no_letter(dde, workspace):
    dde("request", workspace=workspace)
    dde("feedback", "record", "answered", workspace=workspace)
    (workspace.path / "outbox" / "1-request.txt").write_text("as sent")
    assert dde("request", workspace=workspace).code == 2
    assert (workspace.path / "outbox" / "1-request.txt").read_text() == "as sent"


@pytest.mark.parametrize(("typed", "recorded"), [("no\n", []), ("yes\n", ["requested"])])
def test_a_draft_alone_is_not_called_sent(dde, workspace, typed, recorded):
    said = dde("request", workspace=workspace, typed=typed)
    assert "Have you sent it?" in said.err
    assert kinds(workspace) == recorded


def test_skipped_steps_are_named(dde, workspace):
    workspace.journal.append(EventKind.SUBMITTED, {"submission": "s"})
    said = dde("feedback", "record", "live", workspace=workspace)
    assert "Steps 4 to 6 would count as done" in said.err


def test_an_answer_before_the_sending_is_asked_about_and_then_kept_in_its_place(dde, workspace):
    dde("send", "--recorded", "--at", "2026-09-14T09:00", workspace=workspace)
    early = ("feedback", "record", "returned", "--at", "2026-09-11T09:00")
    assert (
        "dated before the last files were sent, Mon 14 Sep 2026, 09:00."
        in dde(*early, workspace=workspace).err
    )
    assert dde(*early, "--yes", workspace=workspace).code == 0
    assert dde("status", "--json", workspace=workspace).json["next"]["turn"] == "cli"


def test_a_second_confirmation_is_told(dde, workspace):
    assert dde("confirm", "--yes", workspace=workspace).err.count("already done") == 0
    assert "Step 2 (Confirm the files) is already done." in dde("confirm", "--yes", workspace=workspace).err

"""Step 1: the letter is drafted, the request recorded, and CLI's clock starts."""

from datetime import UTC, datetime

import pytest

from checks.errors import ExitCode


def test_the_letter_is_shown_kept_and_recorded(dde, workspace):
    said = dde("request", workspace=workspace)
    assert said.code == 0
    letter = workspace.path / "outbox" / "1-request.txt"
    assert said.out.strip() == letter.read_text("utf-8").strip()
    assert "Caprock Bend ISD" in said.out
    assert "Recorded as sent" in said.err
    assert [event.kind for event in workspace.journal.events()] == ["requested"]


def test_a_draft_records_nothing(dde, workspace):
    said = dde("request", "--draft", "--json", workspace=workspace)
    assert said.json == {
        "schema": "dde-request/1",
        "draft": str(workspace.path / "outbox" / "1-request.txt"),
        "recorded": False,
    }
    assert workspace.journal.events() == []


def test_an_earlier_time_is_in_the_contacts_zone(dde, workspace):
    assert dde("request", "--at", "2026-09-15T09:00", workspace=workspace).code == 0
    assert workspace.journal.events()[0].at == datetime(2026, 9, 15, 14, tzinfo=UTC)


@pytest.mark.parametrize("at", ["soon", "2999-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_time_that_is_none_or_has_not_come_records_nothing(dde, workspace, at):
    said = dde("request", "--at", at, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "is not a valid time" in said.err or "is in the future" in said.err
    assert workspace.journal.events() == []
    assert not (workspace.path / "outbox").exists()
    assert dde("status", workspace=workspace).code == 0

"""Files that another program sent: recorded with or without hashes, so that CLI's clock runs."""

import json

import pytest

from dde_tui.actions.process.status import status
from dde_tui.process.events import EventKind


@pytest.fixture
def returned(dde, workspace):
    """A workspace whose files were sent on Monday and returned on Tuesday."""
    assert dde("send", "--recorded", "--at", "2026-09-14T09:00", workspace=workspace).code == 0
    assert dde("feedback", "record", "returned", "--at", "2026-09-15T09:00", workspace=workspace).code == 0
    return workspace


def test_the_clock_starts_when_they_were_sent(dde, workspace):
    said = dde("send", "--recorded", "--at", "9/14/2026 9:00 AM", workspace=workspace)
    assert said.code == 0
    assert "CLI's clock runs from then." in said.out
    (event,) = workspace.journal.events()
    assert (event.kind, event.data["client"], event.data["files"]) == (
        EventKind.SUBMITTED,
        "another program",
        [],
    )
    step = status(workspace, event.recorded_at).steps[3]
    assert step.due.isoformat() == "2026-09-16T11:00:00-05:00"


def test_a_copy_gives_hashes_and_findings(dde, workspace, wrong):
    said = dde("send", wrong, "--recorded", "--at", "2026-09-14T09:00", "--json", workspace=workspace)
    assert said.code == 0
    assert (said.json["outcome"], said.json["recorded"]) == ("sent", True)
    (event,) = workspace.journal.events()
    assert {file["file"] for file in event.data["files"]} >= {"users.csv", "orgs.csv"}
    assert all(len(file["sha256"]) == 64 for file in event.data["files"])
    (round_,) = status(workspace, event.recorded_at).rounds
    assert round_.found
    assert set(round_.found) == set(event.data["findings"])


def test_no_student_s_value_gets_into_the_journal(dde, workspace, wrong, secrets_of_the_district):
    dde("send", wrong, "--recorded", "--at", "2026-09-14T09:00", workspace=workspace)
    kept = json.dumps([event.to_dict() for event in workspace.journal.events()])
    assert not [value for value in secrets_of_the_district if f'"{value}"' in kept]


def test_the_same_files_again_hand_the_ball_back(dde, returned):
    assert dde("status", "--json", workspace=returned).json["next"]["turn"] == "district"
    assert dde("send", "--recorded", "--at", "2026-09-15T10:00", workspace=returned).code == 0
    data = dde("status", "--json", workspace=returned).json
    assert (data["next"]["turn"], data["steps"][3]["round"]) == ("cli", 2)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--recorded"], "--recorded needs --at"),
        (["--recorded", "--at", "2999-01-01T09:00"], "is in the future"),
        (["--recorded", "--at", "2026-09-14"], "names a day but no time"),
        (["--at", "2026-09-14T09:00"], "--at goes with --recorded"),
        (["--recorded", "--at", "2026-09-13T09:00"], "dated before the last files were sent"),
    ],
)
def test_what_cannot_be_records_nothing(dde, returned, flags, words):
    before = returned.journal.events()
    said = dde("send", *flags, workspace=returned)
    assert said.code == 2
    assert words in said.err
    assert returned.journal.events() == before


def test_a_folder_that_nobody_named_is_not_called_mistyped(dde, workspace):
    said = dde("send", workspace=workspace)
    assert said.code == 3
    assert "this workspace has no folder files/" in said.err
    assert "typing mistake" not in said.err

"""The seven steps as JSON of the contract and as lines, after each thing that can happen."""

from datetime import datetime

import pytest

from dde_tui.actions.process.status import as_lines, status
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import progress

IDS = ["request", "confirm", "folder", "initial-review", "quality-review", "preparation", "production"]
STEP = {
    "number": int,
    "id": str,
    "name": str,
    "state": str,
    "turn": str,
    "round": int,
    "started": (str, type(None)),
    "due": (str, type(None)),
    "remaining_minutes": (int, type(None)),
}
JOURNEY = [
    ("requested", "request", "waiting", "cli", 1, True),
    ("answered", "confirm", "yours", "district", 1, False),
    ("confirmed", "folder", "waiting", "cli", 1, True),
    ("folder-ready", "initial-review", "yours", "district", 1, False),
    ("submitted", "initial-review", "waiting", "cli", 1, True),
    ("returned", "initial-review", "returned", "district", 2, False),
    ("submitted", "initial-review", "waiting", "cli", 2, True),
    ("accepted", "quality-review", "waiting", "cli", 1, True),
    ("returned", "quality-review", "returned", "district", 2, False),
    ("submitted", "quality-review", "waiting", "cli", 2, True),
    ("accepted", "preparation", "waiting", "cli", 1, True),
    ("prepared", "production", "waiting", "cli", 1, True),
    ("live", "production", "done", "none", 1, False),
]


def shaped(data):
    """Check that the object has exactly the contract's shape, and return it."""
    assert list(data) == ["schema", "district", "next", "steps"]
    assert data["schema"] == "dde-status/1"
    assert isinstance(data["district"], str)
    assert list(data["next"]) == ["sentence", "turn", "due"]
    assert data["next"]["turn"] in {"district", "cli", "none"}
    assert [step["id"] for step in data["steps"]] == IDS
    for number, step in enumerate(data["steps"], 1):
        assert list(step) == list(STEP)
        assert all(isinstance(step[key], kind) for key, kind in STEP.items())
        assert step["number"] == number
        assert step["state"] in {"upcoming", "yours", "waiting", "returned", "done"}
        assert step["turn"] in {"district", "cli", "none"}
        assert (step["due"] is None) == (step["remaining_minutes"] is None)
    for moment in (data["next"]["due"], *(step[key] for step in data["steps"] for key in ("started", "due"))):
        assert moment is None or datetime.fromisoformat(moment).utcoffset() is not None
    return data


def test_a_new_workspace_begins_with_the_district(dde, workspace):
    data = shaped(dde("status", "--json", workspace=workspace).json)
    assert data["district"] == "Caprock Bend ISD"
    assert data["next"] == {
        "sentence": "It is your turn: ask CLI for information about automated rostering; type `dde request`.",
        "turn": "district",
        "due": None,
    }
    assert [step["state"] for step in data["steps"]] == ["yours"] + ["upcoming"] * 6


def test_the_json_has_the_contracts_shape_after_each_event(dde, workspace):
    for kind, id_, state, turn, round_, has_due in JOURNEY:
        workspace.journal.append(EventKind(kind))
        data = shaped(dde("status", "--json", workspace=workspace).json)
        step = data["steps"][IDS.index(id_)]
        found = (step["state"], step["turn"], step["round"], step["due"] is not None)
        assert found == (state, turn, round_, has_due), kind
    assert {step["state"] for step in data["steps"]} == {"done"}
    assert data["next"]["turn"] == "none"


def test_an_overdue_answer_has_negative_minutes_and_says_what_to_do(dde, workspace):
    dde("request", "--at", "2026-01-05T09:00", workspace=workspace)
    data = shaped(dde("status", "--json", workspace=workspace).json)
    assert data["steps"][0]["remaining_minutes"] < 0
    assert data["steps"][0]["due"] == "2026-01-05T10:00:00-06:00"
    assert "overdue by" in dde("status", workspace=workspace).out
    assert "ask in your help ticket" in data["next"]["sentence"]


def test_the_lines_say_state_turn_due_and_the_rule_it_comes_from(workspace):
    monday = datetime.fromisoformat("2026-09-14T09:00:00-05:00")
    found = progress([Event(EventKind.CONFIRMED, monday)], monday, workspace.calendar)
    lines = list(as_lines("X ISD", "America/Denver", found, monday))
    assert lines[0] == "X ISD"
    assert lines[2] == "  √ 1 Request information    done (not recorded)"
    assert lines[4] == ("  … 3 SecureStor folder      CLI's turn, 20 business hours, until Wed 16 Sep, 10:00")
    assert lines[5] == "  ○ 4 Initial file review    to come"
    assert lines[10] == (
        "Next: It is your turn: build and check your files while CLI makes your SecureStor folder, by Wed 16 Sep, "
        "10:00 at the latest; type `dde check`, and `dde feedback record folder-ready` when CLI's e-mail has come."
    )
    assert len(lines) == 11


def test_a_return_is_the_districts_turn_in_the_next_round(dde, workspace):
    for kind in (EventKind.SUBMITTED, EventKind.RETURNED):
        workspace.journal.append(kind)
    said = dde("status", workspace=workspace)
    assert "! 4 Initial file review    returned, your turn, round 2" in said.out
    assert said.err == ""


def test_the_status_is_computed_from_the_journal_alone(workspace):
    before = workspace.journal.events()
    now = datetime.fromisoformat("2026-09-14T09:00:00-05:00")
    assert status(workspace, now) == status(workspace, now)
    assert workspace.journal.events() == before


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be read as one" * 30, b""])
def test_a_journal_that_is_damaged_is_a_sentence(dde, workspace, damage):
    dde("request", workspace=workspace)
    path = workspace.state / "journal.sqlite3"
    path.write_bytes(damage)
    said = dde("status", "--json", workspace=workspace)
    assert said.code == 2
    assert path.read_bytes() == damage

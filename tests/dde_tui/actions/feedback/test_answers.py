"""Answers are claims, over a real SecureStor: held with a reason, or taken and taken back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from checks.errors import ExitCode
from dde_tui.actions.feedback.answers import Recorded
from dde_tui.actions.process.status import status
from dde_tui.process.events import Event, EventKind

SUBMISSION = "20260914T140000Z-00000000"
SENT_AT = datetime(2026, 9, 14, 14, tzinfo=UTC)


@pytest.fixture
def sent(connected):
    """A connected workspace, a week after its sending."""
    connected.journal.append(EventKind.SUBMITTED, {"submission": SUBMISSION}, SENT_AT)
    return connected


@pytest.fixture
def claims(securestor):
    """Writes a review into the exchange folder, as whoever may write there."""

    def write(name="1", text=None, **said):
        claim = {"schema": "dde-review/1", "at": (SENT_AT + timedelta(days=1)).isoformat(), **said}
        path = securestor.root / "district" / "dde" / "reviews" / f"{name}.json"
        path.write_text(text or json.dumps(claim), encoding="utf-8")

    return write


def fetched(dde, workspace):
    said = dde("feedback", "fetch", "--json", workspace=workspace)
    assert said.code == 0
    return said.json


def next_step(workspace):
    found = status(workspace, datetime.now(UTC))
    step = found.steps[found.next.step - 1]
    return step.id, str(step.state)


WAITS = ("initial-review", "waiting")


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"kind": "live", "submission": "nope", "at": "2999-01-01T00:00:00+00:00"}, "in the future"),
        ({"kind": "live", "submission": SUBMISSION, "at": "2999-01-01T00:00:00+00:00"}, "in the future"),
        ({"kind": "accepted", "submission": "20200101T000000Z-deadbeef"}, "was not sent from this workspace"),
        ({"kind": "accepted", "at": "2026-09-01T00:00:00+00:00"}, "before the first sending"),
        ({"kind": "prepared", "district": "Another ISD"}, "for another district: Another ISD"),
    ],
)
def test_a_claim_that_cannot_be_true_is_held_with_its_reason(dde, sent, claims, claim, why):
    claims(**claim)
    found = fetched(dde, sent)
    assert found["answers"] == []
    (held,) = found["held"]
    assert held["kind"] == claim["kind"]
    assert why in held["why"]
    assert next_step(sent) == WAITS
    assert dde("feedback", "list", "--json", workspace=sent).json["held"] == [{**held, "new": False}]
    listed = dde("feedback", workspace=sent).out
    assert held["id"] in listed
    assert why in listed
    assert "dde feedback record" in listed


def test_the_same_review_under_two_names_counts_once(dde, sent, claims):
    for name in ("1", "2"):
        claims(name, kind="returned", submission=SUBMISSION)
    found = fetched(dde, sent)
    assert [each["kind"] for each in found["answers"]] == ["returned"]
    assert ["second copy" in each["why"] for each in found["held"]] == [True]
    assert fetched(dde, sent)["answers"] == []


def test_a_key_that_appears_twice_moves_nothing(dde, sent, claims):
    twice = '{"schema": "dde-review/1", "at": "2026-09-15T00:00:00+00:00", "kind": "comment", "kind": "live"}'
    claims(text=twice)
    (held,) = fetched(dde, sent)["held"]
    assert (held["kind"], "'kind' appears twice" in held["why"]) == ("unclear", True)
    assert next_step(sent) == WAITS


def test_an_answer_that_was_early_is_taken_once_its_time_has_come(dde, sent, claims):
    about = {"kind": "returned", "submission": "later"}
    claims(**about)
    assert len(fetched(dde, sent)["held"]) == 1
    sent.journal.append(EventKind.SUBMITTED, {"submission": "later"}, SENT_AT)
    found = fetched(dde, sent)
    assert ([each["kind"] for each in found["answers"]], found["held"]) == (["returned"], [])
    assert dde("feedback", "list", "--json", workspace=sent).json["held"] == []


def test_who_wrote_to_the_folder_is_said_once(dde, sent, claims):
    claims("1", kind="comment", text=None)
    claims("2", kind="returned", submission=SUBMISSION)
    said = dde("feedback", "fetch", workspace=sent)
    assert said.out.count("(from the folder)") == 2
    assert said.out.count("was written by whoever may write to dde/ on SecureStor") == 1
    dde("feedback", "record", "answered", workspace=sent)
    answers = dde("feedback", "list", "--json", workspace=sent).json["answers"]
    assert [(each["source"], each["authenticated"]) for each in answers] == [
        ("folder", False),
        ("folder", False),
        ("hand", True),
    ]


def test_a_wrong_answer_is_taken_back_and_stays_in_the_list(dde, sent, claims):
    claims(kind="live", submission=SUBMISSION)
    (answer,) = fetched(dde, sent)["answers"]
    assert next_step(sent)[0] == "production"
    said = dde("feedback", "forget", answer["id"], workspace=sent)
    assert (said.code, "It moves no step any more." in said.out) == (0, True)
    assert next_step(sent) == WAITS
    assert "(taken back)" in dde("feedback", workspace=sent).out
    (listed,) = dde("feedback", "list", "--json", workspace=sent).json["answers"]
    assert (listed["id"], listed["withdrawn"]) == (answer["id"], True)
    assert fetched(dde, sent) == {"schema": "dde-feedback/1", "answers": [], "held": []}
    again = dde("feedback", "forget", answer["id"], workspace=sent)
    assert (again.code, "already taken back" in again.err) == (ExitCode.USAGE, True)


def test_an_answer_taken_back_can_be_recorded_by_hand(dde, sent, claims):
    claims(kind="returned", submission=SUBMISSION)
    (answer,) = fetched(dde, sent)["answers"]
    dde("feedback", "forget", answer["id"][:4], workspace=sent)
    assert dde("feedback", "record", "returned", workspace=sent).code == 0
    assert next_step(sent) == ("initial-review", "returned")


def test_a_held_answer_is_taken_off_the_list_and_stays_off(dde, sent, claims):
    claims(kind="live", submission="nope")
    (held,) = fetched(dde, sent)["held"]
    said = dde("feedback", "forget", held["id"], "--json", workspace=sent)
    assert [each["id"] for each in said.json["held"]] == [held["id"]]
    for command in ("fetch", "list"):
        assert dde("feedback", command, "--json", workspace=sent).json["held"] == []


@pytest.mark.parametrize("name", ["", "abc", "ffffffff0", "\x1b[2J", "../../etc"])
def test_an_id_that_is_none_is_told(dde, sent, name):
    said = dde("feedback", "forget", name, workspace=sent)
    assert (said.code, "There is no answer with the ID" in said.err) == (ExitCode.USAGE, True)
    assert "\x1b" not in said.err


def test_a_kind_of_a_newer_version_is_listed_as_it_stands(dde, sent):
    sent.journal.append("hold-approved", {"rows": 3}, SENT_AT)
    assert (
        "hold-approved (recorded by a newer version of dde; it moves no step)"
        in dde("feedback", workspace=sent).out
    )
    assert dde("feedback", "--json", workspace=sent).json["answers"][0]["kind"] == "hold-approved"
    assert "1 of them are of kinds that only a newer dde knows" in dde("doctor", workspace=sent).out


def test_a_review_from_2999_that_an_earlier_version_took_is_corrected_by_the_next_return(dde, sent, claims):
    ahead = datetime(2999, 1, 1, tzinfo=UTC)
    sent.journal.append(EventKind.LIVE, {"answer": "dde/reviews/0.json", "source": "folder"}, ahead)
    claims(kind="returned", submission=SUBMISSION)
    assert [each["kind"] for each in fetched(dde, sent)["answers"]] == ["returned"]
    assert next_step(sent)[1] == "returned"


def test_two_answers_have_two_ids():
    same = [Event("live", SENT_AT, {}, SENT_AT, number) for number in (1, 2)]
    assert len({Recorded(event).id for event in same}) == 2

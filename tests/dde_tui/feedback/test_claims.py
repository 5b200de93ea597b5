"""Answers are claims: which of them are held, and which legal ones must not be."""

from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.feedback.answers import Answer
from dde_tui.feedback.claims import Evidence, why_held
from dde_tui.process.events import Event, EventKind

NOW = datetime(2026, 9, 21, 15, tzinfo=UTC)
ABOUT_FILES = ("returned", "accepted", "prepared", "live")
ALL = ("answered", "folder-ready", *ABOUT_FILES, "comment")


def book(*lines):
    """Events of (kind, days before now, data), recorded as they happened."""
    return [
        Event(kind, NOW - timedelta(days=days), data, NOW - timedelta(days=days), number)
        for number, (kind, days, data) in enumerate(lines, start=1)
    ]


SENT = book(("connected", 9, {}), ("submitted", 7, {"submission": "a"}))


def held(kind, days=1, events=SENT, **said):
    answer = Answer(EventKind(kind), NOW - timedelta(days=days), id="0" * 32, source="folder", **said)
    return why_held(answer, Evidence.of(events, NOW), NOW, "Peña ISD")


@pytest.mark.parametrize("kind", ALL)
def test_an_answer_to_a_sending_of_ours_is_taken(kind):
    assert held(kind) == ""
    assert held(kind, submission="a") == ""


@pytest.mark.parametrize("kind", ALL)
def test_a_submission_that_was_never_sent_is_held(kind):
    assert held(kind, submission="nope") == "it names a submission that was not sent from this workspace"


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("days", [-0.01, -1, -300_000])
def test_the_future_is_held(kind, days):
    assert "in the future" in held(kind, days)


def test_a_clock_may_differ_by_some_minutes():
    assert held("returned", -4 / 1440) == ""
    assert held("returned", 7 + 4 / 1440, submission="a") == ""


@pytest.mark.parametrize("kind", ABOUT_FILES)
def test_what_is_dated_before_the_sending_is_held(kind):
    assert held(kind, 8, submission="a") == "it is dated before the sending that it names"
    assert held(kind, 8) == "it is dated before the first sending"


@pytest.mark.parametrize("kind", ABOUT_FILES)
def test_where_nothing_was_sent_nothing_is_accepted(kind):
    assert held(kind, events=SENT[:1]) == "no sending is recorded in this workspace"


@pytest.mark.parametrize("kind", ABOUT_FILES)
def test_files_that_another_program_sent_count_once_a_person_recorded_any_answer_to_them(kind):
    assert held(kind, events=book(("returned", 3, {"source": "hand"}))) == ""
    fetched = book(("returned", 3, {"source": "folder", "answer": "b"}))
    assert held(kind, events=fetched) == "no sending is recorded in this workspace"
    back = book(("returned", 3, {}), ("withdrawn", 2, {"withdraws": 1}))
    assert held(kind, events=back) == "no sending is recorded in this workspace"


@pytest.mark.parametrize("kind", ["answered", "folder-ready", "comment"])
def test_what_is_not_about_files_needs_no_sending(kind):
    assert held(kind, 400, events=[]) == ""


def test_a_sending_under_a_wrong_clock_holds_no_answer_to_it():
    wrong = datetime(2036, 1, 1, tzinfo=UTC)
    events = [*SENT[:1], Event("submitted", wrong, {"submission": "a"}, wrong, 2)]
    assert held("returned", submission="a", events=events) == ""
    assert held("returned", events=events) == ""


def test_another_district_is_held_and_a_renamed_one_is_not():
    assert held("live", district="Other ISD") == "it is for another district: Other ISD"
    assert held("live", district=" peña isd ") == ""
    assert held("live", district="Peña School District", submission="a") == ""


def test_a_second_copy_is_held_also_after_the_first_was_taken_back():
    events = [*SENT, *book(("live", 2, {"answer": "0" * 32}))]
    assert held("live", events=events) == "it is a second copy of an answer that was already taken"
    back = Event("withdrawn", NOW, {"withdraws": 1}, NOW, 9)
    assert "second copy" in held("live", events=[*events, back])

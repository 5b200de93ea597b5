"""What an answer leaves in the journal, and when two of them are the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.feedback.answers import Answer, entered_by_hand, known_paths, record_name
from dde_tui.process.events import Event, EventKind

MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)


def at(hours):
    return MONDAY + timedelta(hours=hours)


def by_hand(kind, hours, **data):
    return Event(kind, at(hours), {"source": "hand", **data})


def fetched(kind, hours, review="", id_="dde/reviews/1.json"):
    return Answer(kind, at(hours), review=review, id=id_, source="folder")


def test_the_journal_keeps_what_an_answer_says_and_nothing_empty():
    answer = Answer(EventKind.RETURNED, MONDAY, "text", "initial", findings=({"code": "DDE301"},))
    assert answer.data == {
        "text": "text",
        "review": "initial",
        "findings": [{"code": "DDE301"}],
        "source": "hand",
    }
    assert Answer(EventKind.LIVE, MONDAY).data == {"source": "hand"}


def test_known_paths_are_those_of_this_and_of_earlier_versions():
    earlier = Event(EventKind.LIVE, at(1), {"answer": "dde/reviews/1.json"})
    now = Event(EventKind.LIVE, at(1), {"answer": "0" * 32, "path": "dde/reviews/2.json"})
    known = known_paths([by_hand(EventKind.RETURNED, 0), earlier, now])
    assert {"dde/reviews/1.json", "dde/reviews/2.json"} < known


def test_a_record_that_was_taken_back_stands_for_no_answer():
    record = replace(by_hand(EventKind.RETURNED, 2), id=1)
    back = Event(EventKind.WITHDRAWN, at(3), {"withdraws": 1}, id=2)
    assert entered_by_hand(fetched(EventKind.RETURNED, 1), [record]) == record
    assert entered_by_hand(fetched(EventKind.RETURNED, 1), [record, back]) is None


def test_the_same_answer_in_the_same_round_is_found():
    record = by_hand(EventKind.RETURNED, 2)
    events = [Event(EventKind.SUBMITTED, at(0)), record]
    assert entered_by_hand(fetched(EventKind.RETURNED, 1, "initial"), events) == record


@pytest.mark.parametrize(
    "event",
    [
        by_hand(EventKind.ACCEPTED, 2),
        by_hand(EventKind.RETURNED, 2, review="quality"),
        by_hand(EventKind.RETURNED, -1),
        by_hand(EventKind.RETURNED, 2, answer="dde/reviews/0.json"),
    ],
    ids=["another kind", "another review", "another round", "fetched itself"],
)
def test_another_answer_is_not_the_same(event):
    events = [event, Event(EventKind.SUBMITTED, at(0))]
    assert entered_by_hand(fetched(EventKind.RETURNED, 1, "initial"), events) is None


def test_an_answer_of_an_earlier_round_is_found_after_the_next_sending():
    record = by_hand(EventKind.RETURNED, 2)
    events = [Event(EventKind.SUBMITTED, at(0)), record, Event(EventKind.SUBMITTED, at(3))]
    assert entered_by_hand(fetched(EventKind.RETURNED, 1, "initial"), events) == record
    assert entered_by_hand(fetched(EventKind.RETURNED, 4, "initial"), events) is None


def test_a_record_stands_for_one_answer_only():
    record = by_hand(EventKind.ACCEPTED, 1)
    met = Event(
        EventKind.COMMENT, at(1), {"answer": "a", "review": "initial", "repeats": record_name(record)}
    )
    assert entered_by_hand(fetched(EventKind.ACCEPTED, 2, "quality"), [record]) == record
    assert entered_by_hand(fetched(EventKind.ACCEPTED, 2, "quality"), [record, met]) is None


def test_a_records_name_does_not_depend_on_the_zone():
    there = datetime.fromisoformat("2026-09-14T10:00:00-05:00")
    assert record_name(Event(EventKind.LIVE, there)) == record_name(Event(EventKind.LIVE, MONDAY))

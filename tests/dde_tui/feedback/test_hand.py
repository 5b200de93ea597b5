"""What a contact may enter."""

from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.errors import UsageError
from dde_tui.feedback.answers import ANSWERS
from dde_tui.feedback.hand import LONGEST, HandSource, enter
from dde_tui.process.events import EventKind

NOW = datetime(2026, 9, 14, 15, tzinfo=UTC)


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_can_be_entered(kind):
    answer = enter(kind, NOW, NOW, text=" words ")
    assert (answer.kind, answer.at, answer.text, answer.source, answer.id) == (kind, NOW, "words", "hand", "")


def test_nothing_arrives_by_itself():
    assert HandSource().fetch(()) == []


def test_the_future_is_refused():
    with pytest.raises(UsageError, match="in the future"):
        enter(EventKind.LIVE, NOW + timedelta(seconds=1), NOW)


def test_a_text_has_an_end():
    assert enter(EventKind.LIVE, NOW, NOW, text="x" * LONGEST)
    with pytest.raises(UsageError, match="20,001 characters"):
        enter(EventKind.LIVE, NOW, NOW, text="x" * (LONGEST + 1))


@pytest.mark.parametrize("kind", [EventKind.RETURNED, EventKind.ACCEPTED])
def test_a_return_or_an_acceptance_may_name_its_review(kind):
    assert enter(kind, NOW, NOW, review="quality").review == "quality"
    with pytest.raises(UsageError):
        enter(kind, NOW, NOW, review="final")


def test_other_answers_have_no_review():
    with pytest.raises(UsageError):
        enter(EventKind.PREPARED, NOW, NOW, review="quality")

"""What the Help Center remembers of its own answers."""

import os
from datetime import UTC, datetime

import pytest

from dde_tui.errors import DiskError
from dde_tui.feedback.folder import Review
from dde_tui.helpcenter.own_answers import own_answers, remember
from dde_tui.process.events import EventKind

REVIEW = Review(EventKind.ACCEPTED, datetime(2026, 9, 14, 15, tzinfo=UTC), "Pat", review="initial")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path / "state" / "dde")
    return tmp_path / "state" / "dde"


def test_what_was_remembered_is_known_again_and_nothing_else(state):
    assert own_answers() == frozenset()
    remember(REVIEW)
    another = Review(EventKind.LIVE, REVIEW.at)
    remember(another)
    assert own_answers() == {REVIEW.id, another.id}
    assert Review(EventKind.ACCEPTED, REVIEW.at, "Sam", review="initial").id not in own_answers()
    if os.name != "nt":
        assert (state / "helpcenter-answers.txt").stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_is_told(state):
    (state / "helpcenter-answers.txt").mkdir(parents=True)
    with pytest.raises(DiskError):
        remember(REVIEW)

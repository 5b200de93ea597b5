"""Where a district stands, from its exchange folder alone."""

from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.errors import UsageError
from dde_tui.feedback.folder import NotUnderstoodError, Receipt, Review, prepare
from dde_tui.helpcenter.answer import answer
from dde_tui.helpcenter.queue import Case
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=100)
CALENDAR = Calendar()


@pytest.fixture
def folder(tmp_path):
    mine = LocalFolder(tmp_path)
    prepare(mine)
    return mine


@pytest.fixture
def sends(folder):
    def send(name, hours):
        receipt = Receipt(name, "X ISD", MONDAY + timedelta(hours=hours), 1, ())
        folder.write_new(receipt.path, receipt.encode())

    return send


def waits(folder, hours=100):
    found = Case.of(folder).waiting(MONDAY + timedelta(hours=hours), CALENDAR)
    return (found.receipt.submission, found.review, found.round) if found else None


def test_a_submission_waits_until_it_is_answered(folder, sends):
    assert waits(folder) is None
    sends("a", 0)
    assert waits(folder) == ("a", "initial", 1)
    answer(folder, Review(EventKind.RETURNED, MONDAY + timedelta(hours=1), review="initial"))
    assert waits(folder) is None
    sends("b", 2)
    assert waits(folder) == ("b", "initial", 2)
    answer(folder, Review(EventKind.ACCEPTED, MONDAY + timedelta(hours=3), review="initial"))
    assert waits(folder) == ("b", "quality", 1)
    answer(folder, Review(EventKind.RETURNED, MONDAY + timedelta(hours=4), review="quality"))
    sends("c", 5)
    assert waits(folder) == ("c", "quality", 2)
    answer(folder, Review(EventKind.ACCEPTED, MONDAY + timedelta(hours=6), review="quality"))
    assert waits(folder) is None


def test_the_newest_of_two_submissions_is_the_one_that_waits(folder, sends):
    sends("b", 1)
    sends("a", 0)
    assert waits(folder) == ("b", "initial", 1)


def test_the_due_time_is_the_published_allowance(folder, sends):
    sends("a", 0)
    found = Case.of(folder).waiting(MONDAY, CALENDAR)
    assert found.due == datetime.fromisoformat("2026-09-16T12:00:00-05:00")


def test_a_submission_is_found_by_name_or_is_the_newest(folder, sends):
    with pytest.raises(UsageError, match="no submission yet"):
        Case.of(folder).submission("", LATER)
    sends("a", 0)
    sends("b", 1)
    case = Case.of(folder)
    assert case.submission("", LATER).submission == "b"
    assert case.submission("a", LATER).submission == "a"
    with pytest.raises(UsageError, match="no submission c"):
        case.submission("c", LATER)


def test_a_broken_file_is_told_and_hides_nothing(folder, sends):
    sends("a", 0)
    folder.write_new("dde/reviews/1.json", b"{")
    folder.write_new("dde/receipts/b.json", b"{")
    case = Case.of(folder)
    assert [error.path for error in case.left_out] == ["dde/receipts/b.json", "dde/reviews/1.json"]
    assert waits(folder) == ("a", "initial", 1)
    assert case.submission("", LATER).submission == "a"
    with pytest.raises(NotUnderstoodError):
        case.submission("b", LATER)


def test_the_only_receipt_that_is_broken_is_told_instead_of_no_submission(folder):
    folder.write_new("dde/receipts/b.json", b"{")
    with pytest.raises(NotUnderstoodError):
        Case.of(folder).submission("", LATER)


TEN_YEARS = 24 * 3650


def test_a_receipt_dated_2036_is_not_the_newest_for_ten_years(folder, sends):
    sends("wrong", TEN_YEARS)
    found = Case.of(folder).waiting(LATER, CALENDAR)
    assert (found.receipt.submission, found.due) == ("wrong", None)
    sends("right", 1)
    case = Case.of(folder)
    assert case.submission("", LATER).submission == "right"
    assert case.waiting(LATER, CALENDAR).due == datetime.fromisoformat("2026-09-16T13:00:00-05:00")
    assert [receipt.submission for receipt in case.unanswered_ahead(LATER)] == ["wrong"]
    answer(folder, Review(EventKind.RETURNED, MONDAY + timedelta(hours=2), submission="right"))
    assert waits(folder) is None
    answer(folder, Review(EventKind.RETURNED, MONDAY + timedelta(hours=3), submission="wrong"))
    assert Case.of(folder).unanswered_ahead(LATER) == []


@pytest.mark.parametrize("submission", ["a", ""])
def test_a_review_dated_2036_does_not_decide_for_ten_years(folder, sends, submission):
    sends("a", 0)
    ahead = MONDAY + timedelta(hours=TEN_YEARS)
    answer(folder, Review(EventKind.ACCEPTED, ahead, review="initial", submission=submission))
    answer(folder, Review(EventKind.RETURNED, MONDAY + timedelta(hours=2), submission="a"))
    assert waits(folder) is None
    sends("b", 3)
    assert waits(folder)[0] == "b"


def test_only_the_reviews_that_are_known_to_be_ours_can_be_counted(folder, sends):
    sends("a", 0)
    written = answer(folder, Review(EventKind.ACCEPTED, MONDAY + timedelta(hours=1), review="initial"))
    answer(folder, Review(EventKind.ACCEPTED, MONDAY + timedelta(hours=2), review="quality"))
    assert waits(folder) is None
    found = Case.of(folder).written_by({written.id}).waiting(LATER, CALENDAR)
    assert (found.receipt.submission, found.review) == ("a", "quality")

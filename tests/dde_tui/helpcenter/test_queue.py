"""Where a district stands, from its exchange folder alone."""

from datetime import UTC, datetime, timedelta

import pytest

from dde_tui.errors import TransferError, UsageError
from dde_tui.feedback.folder import Receipt, Review, prepare
from dde_tui.helpcenter.answer import answer
from dde_tui.helpcenter.queue import Case
from dde_tui.process.clock import Calendar
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.folder import LocalFolder

MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)
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
        Case.of(folder).submission("")
    sends("a", 0)
    sends("b", 1)
    case = Case.of(folder)
    assert case.submission("").submission == "b"
    assert case.submission("a").submission == "a"
    with pytest.raises(UsageError, match="no submission c"):
        case.submission("c")


def test_a_broken_file_stops_the_staff_instead_of_misleading_them(folder, sends):
    sends("a", 0)
    folder.write_new("dde/reviews/1.json", b"{")
    with pytest.raises(TransferError, match="can't be understood"):
        Case.of(folder)

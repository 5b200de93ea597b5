"""DDE407 and DDE408: sessions that contradict each other."""

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny

FILE = "academicSessions.csv"


@pytest.fixture
def found(check_files, places):
    """The findings on sessions after some changes of the tiny roster."""

    def run(*changes):
        report = check_files(changed(tiny(), changes), select=("DDE407", "DDE408"))
        return [place[:1] + place[2:] for place in places(report)]

    return run


def span(line, first, last):
    return Cell(FILE, line, "startDate", first), Cell(FILE, line, "endDate", last)


def session(**values):
    return AddRow(FILE, 2, {"sourcedId": "S", "type": "semester", "parentSourcedId": "SY2027", **values})


def test_the_year_in_which_it_begins_is_the_wrong_one(found):
    assert found(Cell(FILE, 2, "schoolYear", "2026")) == [("DDE407", 2, "schoolYear")]


def test_a_session_within_the_year_is_held_against_the_end_of_the_year(found):
    fall = {"startDate": "2026-08-12", "endDate": "2026-12-19"}
    assert found(session(**fall)) == []
    assert found(session(**fall, schoolYear="2026")) == [("DDE407", 3, "schoolYear")]


def test_a_grading_period_below_a_semester_is_held_against_the_year_too(found):
    fall = {"startDate": "2026-08-12", "endDate": "2026-12-19"}
    period = {**fall, "sourcedId": "G", "type": "gradingPeriod", "parentSourcedId": "S", "schoolYear": "2026"}
    assert found(session(**fall), AddRow(FILE, 2, period)) == [("DDE407", 4, "schoolYear")]


def test_a_school_year_that_is_a_calendar_year_ends_in_it(found):
    for last in ("2026-12-31", "2027-01-01"):
        assert found(*span(2, "2026-01-01", last), Cell(FILE, 2, "schoolYear", "2026")) == []


def test_a_year_of_a_few_weeks_has_a_wrong_date_and_says_nothing_of_the_school_year(found):
    assert found(*span(2, "2026-08-12", "2026-09-12")) == []


def test_terms_without_a_school_year_above_them_are_silent(found):
    assert found(session(parentSourcedId="", schoolYear="2026")) == []


def test_sessions_in_a_circle_end(found):
    circle = session(parentSourcedId="S", schoolYear="2026")
    assert found(circle) == []


def test_a_session_outside_its_parent_is_found_at_each_end(found):
    assert found(session(startDate="2026-08-01", endDate="2027-06-30")) == [
        ("DDE408", 3, "endDate"),
        ("DDE408", 3, "startDate"),
    ]


@pytest.mark.parametrize("day", ["", "6/30/2027"])
def test_a_missing_or_wrong_date_is_not_compared(found, day):
    assert found(session(endDate=day)) == []

"""DDE611 and DDE612: who is in no homeroom for a good reason, on the day of the check."""

from datetime import date

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny

ZOE, TUAN, TEACHER = 3, 4, 2
"""Lines in enrollments.csv."""


@pytest.fixture
def found(check_files, places):
    """The findings on presence after some changes of the tiny roster."""

    def run(*changes, today=date(2026, 11, 30)):
        report = check_files(changed(tiny(), changes), today=today)
        return [
            place
            for place in places(report)
            if place[0] in ("DDE405", "DDE602", "DDE607", "DDE611", "DDE612")
        ]

    return run


def ended(line, day="2026-09-30"):
    return Cell("enrollments.csv", line, "endDate", day)


def test_a_student_whose_only_enrollment_ended_is_named_once(found):
    assert found(ended(ZOE)) == [("DDE611", "enrollments.csv", ZOE, "endDate")]


def test_the_end_date_is_the_day_after_the_last_day(found):
    assert found(ended(ZOE, "2026-11-30")) == [("DDE611", "enrollments.csv", ZOE, "endDate")]
    assert found(ended(ZOE, "2026-12-01")) == []


def test_an_enrollment_without_an_end_is_not_over(found):
    assert found(ended(ZOE, "")) == []


def test_a_student_who_moved_to_another_homeroom_is_there(found):
    move = AddRow("enrollments.csv", ZOE, {"sourcedId": "E4", "beginDate": "2026-09-30", "endDate": ""})
    assert found(ended(ZOE), move) == []


def test_a_student_who_begins_later_is_expected(found):
    assert found(Cell("enrollments.csv", ZOE, "beginDate", "2027-01-05")) == []
    later = AddRow("enrollments.csv", ZOE, {"sourcedId": "E4", "beginDate": "2027-01-05", "endDate": ""})
    assert found(ended(ZOE), later) == []


def test_of_several_that_ended_the_last_one_is_named(found):
    again = AddRow(
        "enrollments.csv", ZOE, {"sourcedId": "E4", "beginDate": "2026-10-01", "endDate": "2026-11-01"}
    )
    assert found(ended(ZOE), again) == [("DDE611", "enrollments.csv", 5, "endDate")]


def test_a_teacher_who_was_replaced_is_silent_and_one_who_was_not_is_named(found):
    user = AddRow(
        "users.csv", 2, {"sourcedId": "T2", "username": "t2", "identifier": "2", "email": "t2@x.example"}
    )
    seat = AddRow("enrollments.csv", TEACHER, {"sourcedId": "E4", "userSourcedId": "T2", "endDate": ""})
    assert found(ended(TEACHER), user, seat) == []
    assert found(ended(TEACHER)) == [("DDE611", "enrollments.csv", TEACHER, "endDate")]


def test_a_whole_class_that_left_is_one_finding_about_the_export(check_files):
    report = check_files(changed(tiny(), [ended(ZOE), ended(TUAN)]), today=date(2026, 11, 30))
    (about,) = (finding for finding in report.findings if finding.code == "DDE611")
    assert (about.line, about.affected) == (ZOE, 2)
    assert "this school year's enrollments" in about.hint


def test_after_the_school_year_the_term_is_the_only_finding(found):
    assert [code for code, *_ in found(today=date(2027, 7, 1))] == ["DDE405"]


def test_in_july_a_set_that_begins_in_august_has_nobody_who_left(found):
    assert [code for code, *_ in found(today=date(2026, 7, 15))] == ["DDE405"]


def test_one_with_a_wrong_date_is_not_over(found):
    assert found(ended(ZOE, "9/30/2026")) == []


def above(grade, number="S3"):
    values = {"sourcedId": number, "username": number, "identifier": number, "grades": grade}
    return AddRow("users.csv", 4, values)


@pytest.mark.parametrize("grade", ["01", "13"])
def test_a_student_above_kindergarten_without_a_homeroom_is_an_information(found, grade):
    assert found(above(grade)) == [("DDE612", "users.csv", 5, "grades")]


@pytest.mark.parametrize("grade", ["PK", "KG", "EE", "", "UG", "PK,01"])
def test_others_without_a_homeroom_are_an_error_still(found, grade):
    assert ("DDE602", "users.csv", 5, "sourcedId") in found(above(grade))


def test_students_above_kindergarten_are_counted_in_one_finding(check_files):
    report = check_files(changed(tiny(), [above("07"), above("08", "S4"), above("PK", "S5")]))
    assert [(f.code, f.affected) for f in report.findings if f.code in ("DDE602", "DDE612")] == [
        ("DDE602", 1),
        ("DDE612", 2),
    ]

"""One ID for two people or records is told apart from one record written twice."""

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny

ADULT = {"orgSourcedIds": "057950101", "email": "a@x.example", "username": "a", "identifier": "9"}


@pytest.fixture
def said(check_files):
    """Message and hint of the doubled IDs after some changes of the tiny roster."""

    def run(*changes):
        report = check_files(changed(tiny(), changes), select=("DDE501",))
        return [(finding.file, finding.message, finding.hint) for finding in report.findings]

    return run


def two(file, things, said):
    ((where, message, hint),) = said
    return (where, message) == (file, f"Two different {things} have this sourcedId.") and "Keep both" in hint


def test_a_teacher_and_a_student_are_two_people(said):
    assert two("users.csv", "people", said(AddRow("users.csv", 2, {"sourcedId": "S1"})))


def test_a_guardian_and_a_teacher_with_other_names_are_two_people(said):
    other = {"role": "guardian", "givenName": "Ana", "familyName": "Castillo", **ADULT}
    assert two("users.csv", "people", said(AddRow("users.csv", 2, other)))


def test_two_students_with_other_names_are_two_people(said):
    other = {"givenName": "Ana", "familyName": "Castillo"}
    assert two("users.csv", "people", said(AddRow("users.csv", 3, other)))


def test_two_classes_and_two_spans_of_an_enrollment_are_two(said):
    other = {"title": "Homeroom PK-2", "classCode": "PK-2"}
    assert two("classes.csv", "classes", said(AddRow("classes.csv", 2, other)))
    assert two(
        "enrollments.csv", "enrollments", said(AddRow("enrollments.csv", 3, {"beginDate": "2027-01-05"}))
    )


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"familyName": "O'Quinn-Lee"},
        {"givenName": "ZOË", "familyName": "O'QUINN"},
        {"role": ""},
        {"givenName": "", "familyName": ""},
        {"email": "zoe@x.example"},
    ],
)
def test_one_student_written_twice_is_one_row_too_many(said, values):
    ((file, message, hint),) = said(AddRow("users.csv", 3, values))
    assert (file, message) == ("users.csv", "An earlier row has the same sourcedId.")
    assert "Keep one row" in hint


def test_a_teacher_who_is_an_aide_in_another_row_is_one_person(said):
    ((_, message, _),) = said(AddRow("users.csv", 2, {"role": "aide"}))
    assert message == "An earlier row has the same sourcedId."


def test_what_mixes_the_two_people_is_silent(check_files, places):
    same = (Cell("users.csv", 3, "sourcedId", "T1"), Cell("demographics.csv", 2, "sourcedId", "T1"))
    report = check_files(changed(tiny(), (*same, Cell("enrollments.csv", 3, "userSourcedId", "T1"))))
    assert places(report) == [("DDE501", "users.csv", 3, "sourcedId")]

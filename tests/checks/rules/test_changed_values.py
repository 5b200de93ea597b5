"""DDE807 to DDE809: what changed as a whole since an earlier set."""

import pytest

from checks.example.changes import AddRow, Cell, DropRow, changed
from checks.example.tiny import tiny
from support.file_sets import in_memory

CHILDREN = range(3, 9)
"""With the two of the tiny roster, eight children."""
FIRST = 5
"""The line of the first of them in users.csv."""


def child(number, **values):
    """One more child, in every file."""
    id_ = f"S{number}"
    user = {"sourcedId": id_, "username": id_, "identifier": f"{number}", "familyName": f"Castillo{number}"}
    return (
        AddRow("users.csv", 4, {**user, **values}),
        AddRow("demographics.csv", 3, {"sourcedId": id_, "birthDate": f"2022-02-0{number}"}),
        AddRow("enrollments.csv", 4, {"sourcedId": f"E{id_}", "userSourcedId": id_}),
    )


EARLIER = tuple(row for number in CHILDREN for row in child(number))


@pytest.fixture
def compared(check_files):
    """Code, file, line, column and rows of what changed between two sets, and the messages."""

    def run(*changes, earlier=EARLIER, base=EARLIER):
        before = in_memory(changed(tiny(), earlier))
        report = check_files(
            changed(tiny(), (*base, *changes)), before=before, select=("DDE807", "DDE808", "DDE809")
        )
        run.messages = [finding.message for finding in report.findings]
        return [(f.code, f.file, f.line, f.column, f.affected) for f in report.findings]

    return run


def born(*numbers):
    return [Cell("demographics.csv", number + 1, "birthDate", f"2022-05-1{number}") for number in numbers]


def test_the_same_set_has_no_change(compared):
    assert compared() == []


def test_many_other_birth_dates_are_one_warning_with_their_share(compared):
    assert compared(*born(*CHILDREN)) == [("DDE807", "demographics.csv", 4, "birthDate", 6)]
    assert "6 of 8 people" in compared_message(compared)


def compared_message(compared):
    (message,) = compared.messages
    return message


def test_a_few_corrected_birth_dates_are_not_told(compared):
    assert compared(*born(3, 4, 5, 6)) == []


def test_a_column_that_was_blank_before_did_not_change(compared):
    middle = [Cell("users.csv", line, "middleName", "Ann") for line in range(3, 11)]
    assert compared(*middle) == []


def test_other_letter_case_is_no_change(compared):
    upper = [Cell("users.csv", line, "familyName", f"CASTILLO{line - 2}") for line in range(5, 11)]
    assert compared(*upper) == []


def test_given_and_family_name_that_changed_places_are_one_warning(compared):
    swap = [
        cell
        for number in CHILDREN
        for cell in (
            Cell("users.csv", number + 2, "givenName", f"Castillo{number}"),
            Cell("users.csv", number + 2, "familyName", "Tuấn"),
        )
    ]
    assert compared(*swap) == [("DDE807", "users.csv", 5, "givenName", 6)]
    assert "changed places" in compared_message(compared)


def staff(domain):
    """Six teachers whose addresses are in this domain, each with the homeroom."""
    rows = []
    for number in range(6):
        values = {"sourcedId": f"T9{number}", "username": f"t9{number}", "identifier": f"9{number}"}
        address = {"email": f"t9{number}@{domain}", "givenName": f"Ana{number}"}
        rows.append(AddRow("users.csv", 2, {**values, **address}))
        seat = {"sourcedId": f"F{number}", "userSourcedId": f"T9{number}", "primary": "false"}
        rows.append(AddRow("enrollments.csv", 2, seat))
    return tuple(rows)


def test_a_new_domain_of_every_address_is_one_warning_about_the_column(compared):
    new = compared(earlier=staff("old.example"), base=staff("new.example"))
    assert [each[:1] + each[3:] for each in new] == [("DDE807", "email", 6)]


def test_one_teachers_new_address_is_an_information_and_a_students_is_not(compared):
    assert compared(Cell("users.csv", 2, "email", "new@bluebonnet.example")) == [
        ("DDE809", "users.csv", 2, "email", 1)
    ]
    assert compared(Cell("users.csv", 3, "email", "new@bluebonnet.example")) == []


def test_a_grade_that_is_gone_is_a_warning_and_a_small_one_is_not(compared):
    graded = tuple(row for number in CHILDREN for row in child(number, grades="KG"))
    assert compared(earlier=graded) == [("DDE808", "users.csv", None, "grades", 6)]
    assert compared(earlier=(*child(3, grades="KG"), *EARLIER[3:])) == []


SCHOOL = (
    AddRow("orgs.csv", 3, {"sourcedId": "057950102", "identifier": "057950102"}),
    AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "schoolSourcedId": "057950102"}),
    AddRow("enrollments.csv", 3, {"sourcedId": "E9", "userSourcedId": "S3", "classSourcedId": "C2"}),
)


def test_a_school_without_its_homerooms_is_a_warning_that_counts_them(compared):
    assert compared(earlier=(*EARLIER, *SCHOOL)) == [("DDE808", "orgs.csv", None, "sourcedId", 2)]
    assert "1 homeroom with 1 student in" in compared_message(compared)


def test_a_homeroom_that_changed_its_school_leaves_none_behind(compared):
    moved = (Cell("classes.csv", 3, "schoolSourcedId", "057950101"),)
    assert compared(*moved, earlier=(*EARLIER, *SCHOOL), base=(*EARLIER, *SCHOOL)) == []


def test_a_new_school_year_with_new_classes_and_children_is_silent(compared):
    rollover = (
        Cell("classes.csv", 2, "sourcedId", "C28"),
        *(Cell("enrollments.csv", line, "classSourcedId", "C28") for line in range(2, 11)),
        DropRow("users.csv", 3),
    )
    assert compared(*rollover) == []

"""Internal IDs, State Unique IDs, and one person under two IDs."""

from datetime import date

import pytest

from checks.example.changes import AddColumn, AddRow, Cell, changed
from checks.example.tiny import tiny
from checks.profile.settlement import settle
from checks.rules.choices import load_profile

STATE = "metadata.stateUniqueId"


def told(question, answer):
    return settle(load_profile("cli-engage"), question, answer, on=date(2026, 8, 1), source="a letter")


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def child(id_, **values):
    """A copy of the first child under another ID, with its demographics and its enrollment."""
    user = {"sourcedId": id_, "username": id_.lower(), "identifier": f"9{id_}", **values}
    return [
        AddRow("users.csv", 3, user),
        AddRow("demographics.csv", 2, {"sourcedId": id_}),
        AddRow("enrollments.csv", 3, {"sourcedId": f"E-{id_}", "userSourcedId": id_}),
    ]


TWICE = ("DDE707", "users.csv", 5, "sourcedId")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, [TWICE]),
        ({"givenName": "ZOË", "familyName": "O'QUINN"}, [TWICE]),
        ({"orgSourcedIds": "057950,057950101"}, [TWICE]),
        ({"givenName": "Chloë"}, []),
        ({"familyName": "Quinn"}, []),
        ({"orgSourcedIds": "057950"}, []),
    ],
)
def test_a_name_needs_the_same_birth_date_and_school(check_files, places, values, expected):
    assert found(check_files, places, child("S3", **values)) == expected


def test_namesakes_with_other_birth_dates_and_twins_are_two_people(check_files, places):
    namesake = [*child("S3"), Cell("demographics.csv", 4, "birthDate", "2022-03-15")]
    blank = [*child("S3"), Cell("demographics.csv", 4, "birthDate", "")]
    assert found(check_files, places, namesake) == []
    assert TWICE not in found(check_files, places, blank)


ADULT = {"sourcedId": "A1", "username": "a1", "identifier": "77", "role": "aide", "givenName": "Ana"}


@pytest.mark.parametrize(
    ("role", "email", "is_twice"),
    [
        ("aide", "mlopez@bluebonnet.example", True),
        ("administrator", "MLopez@Bluebonnet.Example", True),
        ("aide", "ana@bluebonnet.example", False),
        ("aide", "", False),
        ("parent", "mlopez@bluebonnet.example", False),
        ("guardian", "mlopez@bluebonnet.example", False),
        ("relative", "mlopez@bluebonnet.example", False),
    ],
)
def test_an_address_is_one_person_but_a_family_may_share_it(check_files, places, role, email, is_twice):
    changes = [AddRow("users.csv", 2, {**ADULT, "role": role, "email": email})]
    assert found(check_files, places, changes) == ([TWICE] if is_twice else [])


def test_children_may_have_their_parents_address(check_files, places):
    mother = "mlopez@bluebonnet.example"
    siblings = [Cell("users.csv", line, "email", mother) for line in (3, 4)]
    assert found(check_files, places, siblings) == []
    again = [
        Cell("users.csv", 3, "email", mother),
        *child("S3", email=mother, familyName="Quinn"),
    ]
    assert found(check_files, places, again) == [TWICE]


def test_a_teacher_at_two_schools_in_one_row_is_one_person(check_files, places):
    changes = [Cell("users.csv", 2, "orgSourcedIds", "057950101,057950")]
    assert found(check_files, places, changes) == []


def test_an_internal_id_twice_is_an_information_until_cli_names_the_column(check_files):
    changes = changed(tiny(), [Cell("users.csv", 4, "identifier", "007215")])
    for profile, severity, basis in (
        ("cli-engage", "info", "unsettled"),
        (told("internal-id", "users.csv.identifier"), "warning", "told"),
    ):
        (finding,) = check_files(changes, profile=profile).findings
        assert (finding.code, finding.line, finding.column) == ("DDE510", 4, "identifier")
        assert (finding.severity, finding.basis) == (severity, basis)
    assert check_files(changes, profile="oneroster-1.1").findings == ()
    assert check_files(changes, profile=told("internal-id", "users.csv.sourcedId")).findings == ()


def test_a_teacher_and_a_student_may_have_one_number(check_files, places):
    assert found(check_files, places, [Cell("users.csv", 3, "identifier", "10021")]) == []


def test_a_blank_internal_id_is_found_where_the_others_have_one(check_files, places):
    assert found(check_files, places, [Cell("users.csv", 3, "identifier", "")]) == [
        ("DDE510", "users.csv", 3, "identifier")
    ]


def test_a_column_that_is_blank_throughout_is_silent_until_cli_names_it(check_files, places):
    changes = changed(tiny(), [Cell("users.csv", line, "identifier", "") for line in (2, 3, 4)])
    assert check_files(changes).findings == ()
    report = check_files(changes, profile=told("internal-id", "users.csv.identifier"))
    assert [(f.code, f.line, f.affected) for f in report.findings if f.code == "DDE510"] == [
        ("DDE510", 2, 1),
        ("DDE510", 3, 2),
    ]


def test_the_internal_id_of_a_homeroom_may_be_its_code(check_files, places):
    changes = changed(
        tiny(),
        [
            AddRow("classes.csv", 2, {"sourcedId": "C2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
            Cell("enrollments.csv", 4, "classSourcedId", "C2"),
        ],
    )
    profile = told("internal-id", "classes.csv.classCode")
    assert places(check_files(changes, profile=profile)) == [("DDE510", "classes.csv", 3, "classCode")]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        (("", "1234567890", "0123456789"), []),
        (("605000", "1234567890", "0123456789"), []),
        (("", "1234567890", "123456789"), [4]),
        (("", "1234567890", "123456789X"), [4]),
        (("", "1234567890", "12345678901"), [4]),
        (("", "1234567890", "1234567890"), [4]),
        (("", "", "1234567890"), [3]),
        (("", "", ""), [3]),
    ],
)
def test_a_state_unique_id_has_ten_digits_and_one_owner(check_files, places, values, lines):
    files = changed(tiny(), [AddColumn("users.csv", STATE, values)])
    report = check_files(files, profile=told("state-unique-id", f"users.csv.{STATE}"))
    assert places(report) == [("DDE708", "users.csv", line, STATE) for line in lines]
    assert all((f.severity, f.basis) == ("warning", "told") for f in report.findings)


def test_a_state_unique_id_missing_everywhere_is_one_finding(check_files):
    files = changed(tiny(), [AddColumn("users.csv", STATE, ())])
    (finding,) = check_files(files, profile=told("state-unique-id", f"users.csv.{STATE}")).findings
    assert (finding.code, finding.line, finding.affected) == ("DDE708", 3, 2)


def test_a_student_in_no_homeroom_needs_no_state_unique_id(check_files, places):
    changes = [
        AddColumn("users.csv", STATE, ("", "1234567890", "0123456789")),
        AddRow("users.csv", 3, {"sourcedId": "S3", "username": "s3", "identifier": "1", STATE: "5"}),
    ]
    report = check_files(changed(tiny(), changes), profile=told("state-unique-id", f"users.csv.{STATE}"))
    assert places(report) == [("DDE602", "users.csv", 5, "sourcedId")]

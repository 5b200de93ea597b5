"""What stands twice: IDs, enrollments and user names."""

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny

ROOM = [
    AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
    AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
    Cell("enrollments.csv", 4, "classSourcedId", "C2"),
]


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (("2026-08-12", "2027-05-28"), ("2026-08-12", "2027-05-28"), True),
        (("2026-08-12", "2027-05-28"), ("2026-10-01", ""), True),
        (("", ""), ("2026-08-12", "2027-05-28"), True),
        (("2026-08-12", "2026-10-01"), ("2026-10-01", "2027-05-28"), False),
        (("2026-10-01", "2027-05-28"), ("2026-08-12", "2026-10-01"), False),
        (("2026-08-12", "2026-10-02"), ("2026-10-01", "2027-05-28"), True),
    ],
)
def test_one_enrollment_twice_is_found_only_where_the_days_overlap(check_files, places, first, second, twice):
    changes = [
        Cell("enrollments.csv", 3, "beginDate", first[0]),
        Cell("enrollments.csv", 3, "endDate", first[1]),
        AddRow("enrollments.csv", 3, {"sourcedId": "E9", "beginDate": second[0], "endDate": second[1]}),
    ]
    expected = [("DDE508", "enrollments.csv", 5, "sourcedId")] if twice else []
    assert found(check_files, places, changes) == expected


def test_three_enrollments_of_one_child_are_two_too_many(check_files, places):
    changes = [AddRow("enrollments.csv", 3, {"sourcedId": f"E{n}"}) for n in (8, 9)]
    assert found(check_files, places, changes) == [
        ("DDE508", "enrollments.csv", line, "sourcedId") for line in (5, 6)
    ]


def test_a_teacher_of_two_homerooms_is_enrolled_once_in_each(check_files, places):
    assert found(check_files, places, ROOM) == []
    assert found(check_files, places, [*ROOM, AddRow("enrollments.csv", 5, {"sourcedId": "E9"})]) == [
        ("DDE508", "enrollments.csv", 6, "sourcedId")
    ]


def test_the_same_row_twice_is_only_an_id_that_stands_twice(check_files, places):
    assert found(check_files, places, [AddRow("enrollments.csv", 3, {})]) == [
        ("DDE501", "enrollments.csv", 5, "sourcedId")
    ]


def test_classes_that_are_no_homeroom_may_enroll_twice(check_files, places):
    changes = [
        AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled"}),
        *(AddRow("enrollments.csv", 3, {"sourcedId": f"M{n}", "classSourcedId": "M1"}) for n in (1, 2)),
    ]
    assert found(check_files, places, changes, select=("DDE508",)) == []


@pytest.mark.parametrize("name", ["s007215", "S007215"])
def test_a_username_is_compared_without_letter_case(check_files, places, name):
    changes = [Cell("users.csv", 4, "username", name)]
    assert found(check_files, places, changes) == [("DDE509", "users.csv", 4, "username")]


def test_a_person_under_two_ids_is_not_told_again_by_the_username(check_files, places):
    changes = [
        AddRow("users.csv", 2, {"sourcedId": "T1-102"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T1-102", "primary": "false"}),
    ]
    assert found(check_files, places, changes) == [("DDE702", "users.csv", 5, "email")]
    assert found(check_files, places, changes[:1]) == [("DDE707", "users.csv", 5, "sourcedId")]


def test_blank_usernames_are_not_one_name(check_files, places):
    changes = [Cell("users.csv", line, "username", "") for line in (3, 4)]
    assert not [place for place in found(check_files, places, changes) if place[0] == "DDE509"]


def test_a_user_row_twice_has_one_username(check_files, places):
    assert found(check_files, places, [AddRow("users.csv", 3, {})]) == [
        ("DDE501", "users.csv", 5, "sourcedId")
    ]

"""Homerooms, their students and teachers; and that one fault is not told again of everybody behind it."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, changed
from checks.example.tiny import tiny
from checks.homerooms import NEEDS


def child(number, room="C1", **enrollment):
    return [
        AddRow(
            "users.csv", 3, {"sourcedId": f"S{number}", "username": f"s{number}", "identifier": f"{number}"}
        ),
        AddRow("demographics.csv", 2, {"sourcedId": f"S{number}"}),
        AddRow(
            "enrollments.csv",
            3,
            {"sourcedId": f"E{number}", "userSourcedId": f"S{number}", "classSourcedId": room, **enrollment},
        ),
    ]


def teacher(number, room="C1", primary="true", **values):
    user = {
        "sourcedId": f"T{number}",
        "username": f"t{number}",
        "email": f"t{number}@bluebonnet.example",
        **values,
    }
    return [
        AddRow("users.csv", 2, user),
        AddRow(
            "enrollments.csv",
            2,
            {
                "sourcedId": f"F{number}",
                "userSourcedId": f"T{number}",
                "classSourcedId": room,
                "primary": primary,
            },
        ),
    ]


SECOND_ROOM = [
    AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
    *teacher(9, "C2"),
    *child(91, "C2"),
]


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def test_two_whole_homerooms_are_fine(check_files, places):
    assert found(check_files, places, SECOND_ROOM) == []


def test_a_teacher_at_two_schools_and_of_two_homerooms_is_fine(check_files, places):
    changes = [
        *SECOND_ROOM,
        AddRow(
            "orgs.csv",
            3,
            {"sourcedId": "057950102", "name": "Live Oak Elementary", "identifier": "057950102"},
        ),
        Cell("users.csv", 2, "orgSourcedIds", "057950101,057950102"),
        AddRow("classes.csv", 2, {"sourcedId": "C3", "classCode": "PK-3", "schoolSourcedId": "057950102"}),
        AddRow(
            "enrollments.csv", 2, {"sourcedId": "F3", "classSourcedId": "C3", "schoolSourcedId": "057950102"}
        ),
        *child(31, "C3", schoolSourcedId="057950102"),
    ]
    assert found(check_files, places, changes) == []


def test_a_student_who_is_not_primary_is_fine(check_files, places):
    changes = [Cell("enrollments.csv", line, "primary", "false") for line in (3, 4)]
    assert found(check_files, places, changes) == []


def test_people_who_are_no_students_need_no_homeroom(check_files, places):
    parent = {"sourcedId": "P1", "role": "guardian", "username": "p1", "email": "", "grades": ""}
    changes = [AddRow("users.csv", 2, parent), Cell("users.csv", 3, "agentSourcedIds", "P1")]
    assert found(check_files, places, changes) == []


def test_a_student_only_in_other_classes_is_left_out_and_forecast_so(check_files, places):
    changes = [AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled"}), *child(91, "M1")]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [
        ("DDE602", "users.csv", 5, "sourcedId"),
        ("DDE606", "classes.csv", 3, "classType"),
    ]
    assert (report.forecast["students"], report.forecast["students_left_out"]) == (2, 1)
    assert report.forecast["classes_ignored"] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([Cell("classes.csv", 3, "classType", "Homeroom")], "DDE301"),
        ([Cell("classes.csv", 3, "classType", "")], "DDE302"),
        ([Bytes("classes.csv", b"C2,,,Homeroom PK-1", b"C2,,,Homeroom, PK-1")], "DDE203"),
        ([Cell("enrollments.csv", 6, "role", "Student")], "DDE301"),
        ([Cell("enrollments.csv", 5, "role", "Teacher")], "DDE301"),
        ([Bytes("enrollments.csv", b"E91,,", b'"E91,,')], "DDE204"),
    ],
)
def test_a_fault_of_a_class_or_enrollment_is_not_told_again_of_its_people(check_files, places, changes, code):
    assert [place[0] for place in found(check_files, places, [*SECOND_ROOM, *changes])] == [code]


def test_a_class_that_is_not_there_is_told_once(check_files, places):
    changes = [*SECOND_ROOM, *child(92, "C9"), *child(93, "C9")]
    assert found(check_files, places, changes) == [("DDE502", "enrollments.csv", 7, "classSourcedId")]


def test_enrollments_without_rows_are_one_finding(check_files, places):
    changes = [DropRow("enrollments.csv", 2)] * 3
    assert found(check_files, places, changes) == [("DDE105", "enrollments.csv", None, None)]


def test_no_homeroom_at_all_is_one_finding_for_all_classes(check_files):
    changes = [*SECOND_ROOM, *(Cell("classes.csv", line, "classType", "scheduled") for line in (2, 3))]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.line, finding.affected) == ("DDE601", None, 2)


def test_a_student_in_two_homerooms_is_found_at_the_later_enrollment(check_files, places):
    changes = [*SECOND_ROOM, AddRow("enrollments.csv", 3, {"sourcedId": "E9", "classSourcedId": "C2"})]
    assert found(check_files, places, changes) == [("DDE603", "enrollments.csv", 7, "userSourcedId")]


def test_a_student_who_has_left_the_other_homeroom_is_fine(check_files, places):
    moved = {"sourcedId": "E9", "classSourcedId": "C2", "endDate": "2026-08-20"}
    assert found(check_files, places, [*SECOND_ROOM, AddRow("enrollments.csv", 3, moved)]) == []


def test_two_enrollments_in_one_homeroom_are_not_two_homerooms(check_files, places):
    assert found(check_files, places, [AddRow("enrollments.csv", 3, {"sourcedId": "E9"})]) == []


@pytest.mark.parametrize(
    ("flags", "codes"),
    [
        (("true", "false"), []),
        (("", "true"), []),
        (("false", "false"), ["DDE605"]),
        (("true", "true"), ["DDE605"]),
        (("", ""), ["DDE605"]),
    ],
)
def test_one_of_several_teachers_is_primary(check_files, places, flags, codes):
    changes = [Cell("enrollments.csv", 2, "primary", flags[0]), *teacher(5, primary=flags[1])]
    assert [place[0] for place in found(check_files, places, changes)] == codes


@pytest.mark.parametrize("flag", ["true", "false", ""])
def test_a_single_teacher_may_leave_primary_blank(check_files, places, flag):
    assert found(check_files, places, [Cell("enrollments.csv", 2, "primary", flag)]) == []


def test_a_column_that_a_rule_needs_may_be_missing(check_files, places):
    files = changed(tiny(), ())
    for file, columns in {
        **NEEDS,
        "enrollments.csv": (*NEEDS["enrollments.csv"], "primary", "endDate"),
    }.items():
        for column in columns:
            rows = {**tiny(), file: [{k: v for k, v in row.items() if k != column} for row in tiny()[file]]}
            report = check_files({**files, file: changed(rows, ())[file]})
            assert ("DDE211", file, 1, column) in places(report)
            assert {place[0] for place in places(report)} == {"DDE211"}, column

"""Homerooms, their students and teachers; and that one fault is not told again of everybody behind it."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, changed
from checks.example.tiny import tiny
from checks.tables.homerooms import NEEDS


def child(number, room="C1", **enrollment):
    return [
        AddRow(
            "users.csv",
            3,
            {
                "sourcedId": f"S{number}",
                "username": f"s{number}",
                "identifier": f"{number}",
                "givenName": f"Ana {number}",
            },
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
        "identifier": f"4{number}",
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
    assert found(check_files, places, [AddRow("enrollments.csv", 3, {"sourcedId": "E9"})]) == [
        ("DDE508", "enrollments.csv", 5, "sourcedId")
    ]


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


MOVED = [
    AddRow("enrollments.csv", 3, {"sourcedId": "E9", "classSourcedId": "C2", "beginDate": "2026-10-05"}),
    Cell("enrollments.csv", 3, "endDate", "2026-10-05"),
]


def test_a_student_who_moves_in_the_middle_of_the_year_is_fine(check_files, places):
    assert found(check_files, places, [*SECOND_ROOM, *MOVED]) == []
    overlapping = [*SECOND_ROOM, *MOVED, Cell("enrollments.csv", 7, "beginDate", "2026-10-04")]
    assert found(check_files, places, overlapping) == [("DDE603", "enrollments.csv", 7, "userSourcedId")]


def test_enrollments_without_dates_overlap(check_files, places):
    changes = [
        *SECOND_ROOM,
        *MOVED,
        *(
            Cell("enrollments.csv", line, column, "")
            for line in (3, 7)
            for column in ("beginDate", "endDate")
        ),
    ]
    assert found(check_files, places, changes) == [("DDE603", "enrollments.csv", 7, "userSourcedId")]


def test_a_teacher_who_follows_another_one_is_primary_too(check_files, places):
    changes = [*teacher(5, primary="true"), Cell("enrollments.csv", 2, "endDate", "2026-11-02")]
    assert [code for code, *_ in found(check_files, places, changes)] == ["DDE605"]
    changes.append(Cell("enrollments.csv", 5, "beginDate", "2026-11-02"))
    assert found(check_files, places, changes) == []


def test_several_primary_teachers_and_none_have_words_of_their_own(check_files):
    for flag, words in (("true", "several primary"), ("false", "none is primary")):
        changes = [*teacher(5, primary=flag), Cell("enrollments.csv", 2, "primary", flag)]
        (finding,) = check_files(changed(tiny(), changes)).findings
        assert words in finding.message


def test_a_student_whose_enrollment_names_another_role_is_told_once(check_files, places):
    changes = [*SECOND_ROOM, Cell("enrollments.csv", 6, "role", "teacher")]
    assert [code for code, *_ in found(check_files, places, changes)] == ["DDE507", "DDE607"]


@pytest.mark.parametrize(
    ("value", "line", "codes"),
    [("s1", 3, ["DDE502"]), ("007215", 3, ["DDE502"]), ("S999", 3, ["DDE502", "DDE602"])],
)
def test_a_student_whom_a_broken_reference_means_is_not_left_out_too(check_files, places, value, line, codes):
    changes = [Cell("enrollments.csv", line, "userSourcedId", value)]
    assert [code for code, *_ in found(check_files, places, changes)] == codes


OAK = {"sourcedId": "057950102", "name": "Live Oak", "identifier": "057950102"}


def test_each_school_without_a_homeroom_is_an_information_that_counts_the_others(check_files):
    schools = [AddRow("orgs.csv", 3, {**OAK, "sourcedId": number}) for number in ("X1", "X2")]
    findings = check_files(changed(tiny(), schools)).findings
    assert [(f.code, f.severity, f.file, f.line) for f in findings] == [
        ("DDE608", "info", "orgs.csv", line) for line in (4, 5)
    ]
    assert "another one has 1" in findings[0].message


@pytest.mark.parametrize(
    "change",
    [
        Cell("orgs.csv", 4, "type", "department"),
        Cell("classes.csv", 2, "classType", "scheduled"),
        Cell("classes.csv", 2, "schoolSourcedId", "999"),
        Cell("classes.csv", 2, "schoolSourcedId", "057950"),
        Bytes("classes.csv", b"Homeroom PK", b"Homeroom, PK"),
        *(Cell("manifest.csv", line, "value", "delta") for line in (7,)),
    ],
)
def test_a_school_without_a_homeroom_is_not_told_where_nobody_can_know(check_files, places, change):
    files = changed(tiny(), [AddRow("orgs.csv", 3, OAK), change])
    assert "DDE608" not in {code for code, *_ in places(check_files(files))}


@pytest.mark.parametrize(
    ("file", "line", "grades", "is_beyond"),
    [
        ("classes.csv", 2, "01", True),
        ("classes.csv", 2, "PK,KG", False),
        ("classes.csv", 2, "KG,01", True),
        ("classes.csv", 2, "EE", False),
        ("classes.csv", 2, "", False),
        ("classes.csv", 2, "Other", False),
        ("users.csv", 3, "12", True),
        ("users.csv", 3, "KG", False),
        ("users.csv", 2, "05", False),
    ],
)
def test_a_grade_beyond_kindergarten_is_an_information(check_files, file, line, grades, is_beyond):
    report = check_files(changed(tiny(), [Cell(file, line, "grades", grades)]), select=("DDE609",))
    expected = [("info", file, line, "grades", 1)] if is_beyond else []
    assert [(f.severity, f.file, f.line, f.column, f.affected) for f in report.findings] == expected


def test_grades_of_a_whole_file_are_one_finding_a_column(check_files):
    changes = [
        Cell("classes.csv", 2, "grades", "02"),
        *(Cell("users.csv", line, "grades", "02") for line in (3, 4)),
    ]
    report = check_files(changed(tiny(), changes), select=("DDE609",))
    assert [(f.file, f.affected) for f in report.findings] == [("classes.csv", 1), ("users.csv", 2)]


def test_primary_on_students_is_one_finding_and_false_is_none(check_files):
    for flag, expected in (("true", [("DDE610", 3, 2)]), ("false", []), ("", [])):
        changes = [Cell("enrollments.csv", line, "primary", flag) for line in (3, 4)]
        findings = check_files(changed(tiny(), changes)).findings
        assert [(f.code, f.line, f.affected) for f in findings] == expected


def test_an_enrollment_without_a_day_is_no_second_homeroom(check_files, places):
    nothing = {"sourcedId": "E9", "classSourcedId": "C2", "beginDate": "2026-11-02", "endDate": "2026-11-02"}
    assert found(check_files, places, [*SECOND_ROOM, AddRow("enrollments.csv", 3, nothing)]) == [
        ("DDE403", "enrollments.csv", 7, "endDate")
    ]

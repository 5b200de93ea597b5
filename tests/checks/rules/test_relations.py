"""References that lead to a row that does not fit: other school, wrong type, a circle, another role."""

from checks.example.changes import AddColumn, AddRow, Bytes, Cell, RenameFile, changed
from checks.example.tiny import tiny

OAK = "057950102"
SECOND_SCHOOL = [
    AddRow("orgs.csv", 3, {"sourcedId": OAK, "name": "Live Oak", "identifier": OAK}),
    AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "schoolSourcedId": OAK}),
    AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2", "schoolSourcedId": OAK}),
    Cell("enrollments.csv", 4, "classSourcedId", "C2"),
    Cell("enrollments.csv", 4, "schoolSourcedId", OAK),
]


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def test_two_schools_each_with_its_class_are_fine(check_files, places):
    assert found(check_files, places, SECOND_SCHOOL) == []


def test_a_class_whose_enrollments_all_name_another_school_is_one_finding(check_files):
    changes = [
        *SECOND_SCHOOL,
        Cell("enrollments.csv", 4, "schoolSourcedId", "057950101"),
        Cell("enrollments.csv", 5, "schoolSourcedId", "057950101"),
    ]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.severity, finding.line) == ("DDE503", "warning", 4)
    assert (finding.value, finding.affected) == ("057950101", 2)


def test_classes_with_enrollments_of_another_school_are_told_one_by_one(check_files, places):
    changes = [
        *SECOND_SCHOOL,
        Cell("enrollments.csv", 3, "schoolSourcedId", OAK),
        Cell("enrollments.csv", 5, "schoolSourcedId", "057950101"),
    ]
    assert found(check_files, places, changes) == [
        ("DDE503", "enrollments.csv", 3, "schoolSourcedId"),
        ("DDE503", "enrollments.csv", 5, "schoolSourcedId"),
    ]


def test_a_school_that_is_not_there_does_not_differ_too(check_files, places):
    for changes, expected in (
        ([Cell("enrollments.csv", 3, "schoolSourcedId", "999")], ("enrollments.csv", 3)),
        ([Cell("classes.csv", 2, "schoolSourcedId", "999")], ("classes.csv", 2)),
        ([Cell("classes.csv", 2, "schoolSourcedId", "57950101")], ("classes.csv", 2)),
    ):
        assert found(check_files, places, changes) == [("DDE502", *expected, "schoolSourcedId")]


def test_without_orgs_the_two_files_are_still_compared(check_files, places):
    changes = [RenameFile("orgs.csv", ""), Cell("enrollments.csv", 3, "schoolSourcedId", "x")]
    assert ("DDE503", "enrollments.csv", 3, "schoolSourcedId") in found(check_files, places, changes)


def test_a_row_of_the_wrong_type_is_one_finding_however_many_refer_to_it(check_files):
    changes = [Cell("orgs.csv", 3, "type", "department")]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.file, finding.line) == ("DDE504", "classes.csv", 2)
    assert (finding.column, finding.affected) == ("schoolSourcedId", 4)
    assert "must refer to a school" in finding.message


def test_a_course_needs_a_school_year(check_files, places):
    changes = [Cell("academicSessions.csv", 2, "type", "term")]
    assert found(check_files, places, changes) == [("DDE504", "courses.csv", 2, "schoolYearSourcedId")]


def test_a_type_that_is_none_is_not_the_wrong_type_too(check_files, places):
    for value, code in (("School", "DDE301"), ("", "DDE302")):
        changes = [Cell("orgs.csv", 3, "type", value)]
        assert found(check_files, places, changes) == [(code, "orgs.csv", 3, "type")]


def test_people_may_belong_to_the_district(check_files, places):
    assert found(check_files, places, [Cell("users.csv", 2, "orgSourcedIds", "057950")]) == []


def test_a_circle_of_parents_is_one_finding_at_its_first_row(check_files):
    changes = [
        AddRow("orgs.csv", 2, {"sourcedId": "A", "type": "local", "parentSourcedId": "B"}),
        AddRow("orgs.csv", 2, {"sourcedId": "B", "type": "local", "parentSourcedId": "C"}),
        AddRow("orgs.csv", 2, {"sourcedId": "C", "type": "local", "parentSourcedId": "A"}),
        AddRow("orgs.csv", 2, {"sourcedId": "D", "type": "local", "parentSourcedId": "C"}),
    ]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.file, finding.line) == ("DDE505", "orgs.csv", 4)
    assert (finding.column, finding.value, finding.affected) == ("parentSourcedId", "B", 3)


def test_a_row_that_is_its_own_parent_and_a_circle_elsewhere_are_two_findings(check_files, places):
    changes = [
        Cell("orgs.csv", 2, "parentSourcedId", "057950"),
        AddRow("academicSessions.csv", 2, {"sourcedId": "F", "type": "term", "parentSourcedId": "SY2027"}),
        Cell("academicSessions.csv", 2, "parentSourcedId", "F"),
    ]
    assert found(check_files, places, changes) == [
        ("DDE505", "academicSessions.csv", 2, "parentSourcedId"),
        ("DDE505", "orgs.csv", 2, "parentSourcedId"),
    ]


def test_a_long_line_of_parents_is_no_circle(check_files, places):
    changes = [
        AddRow("orgs.csv", 2, {"sourcedId": f"A{n}", "type": "local", "parentSourcedId": f"A{n + 1}"})
        for n in range(2_000)
    ]
    changes.append(AddRow("orgs.csv", 2, {"sourcedId": "A2000", "type": "local"}))
    assert found(check_files, places, changes) == []


def test_agents_may_name_each_other(check_files, places):
    parent = {"role": "parent", "email": "", "givenName": "Ana", "identifier": ""}
    changes = [
        AddRow("users.csv", 2, {**parent, "sourcedId": "P1", "username": "p1", "agentSourcedIds": "S1"}),
        Cell("users.csv", 3, "agentSourcedIds", "P1"),
    ]
    assert found(check_files, places, changes) == []


def test_a_teacher_enrolled_as_a_student_is_one_finding(check_files, places):
    changes = [
        Cell("users.csv", 3, "role", "teacher"),
        Cell("users.csv", 3, "email", "zoe@bluebonnet.example"),
    ]
    assert found(check_files, places, changes) == [("DDE507", "enrollments.csv", 3, "role")]


def test_a_relative_enrolled_as_a_teacher_is_one_finding(check_files, places):
    changes = [
        AddRow("users.csv", 2, {"sourcedId": "P1", "username": "p1", "role": "parent", "email": ""}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "P1", "primary": "false"}),
    ]
    assert found(check_files, places, changes) == [("DDE507", "enrollments.csv", 5, "role")]


def test_an_aide_or_a_principal_may_be_enrolled_as_a_teacher(check_files, places):
    for role in ("aide", "administrator", "proctor"):
        assert found(check_files, places, [Cell("users.csv", 2, "role", role)]) == []


def test_a_role_that_is_none_does_not_contradict_too(check_files, places):
    changes = [Cell("users.csv", 3, "role", "pupil")]
    assert found(check_files, places, changes) == [("DDE301", "users.csv", 3, "role")]


def test_a_role_that_contradicts_in_two_homerooms_is_one_person(check_files):
    changes = [
        *SECOND_SCHOOL,
        Cell("users.csv", 2, "role", "student"),
        Cell("users.csv", 2, "grades", "PK"),
    ]
    (finding,) = check_files(changed(tiny(), changes), select=("DDE507",)).findings
    assert (finding.line, finding.affected) == (2, 2)


def test_a_damaged_row_contradicts_nothing(check_files, places):
    changes = [Bytes("users.csv", b"Zo\xc3\xab,O'Quinn", b"Zo\xc3\xab")]
    assert found(check_files, places, changes) == [("DDE203", "users.csv", 3, None)]


def test_a_column_of_the_district_s_own_changes_nothing(check_files, places):
    changes = [AddColumn("orgs.csv", "metadata.type", ("department", "department"))]
    assert not {code for code, *_ in found(check_files, places, changes)} & {"DDE503", "DDE504", "DDE505"}

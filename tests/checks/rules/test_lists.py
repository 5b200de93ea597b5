"""Cells that hold several values: their form, their length, and what becomes of a list nobody can read."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


def found(check_files, *cells):
    report = check_files(changed(tiny(), [Cell(*cell) for cell in cells]))
    return [(f.code, f.file, f.line, f.column) for f in report.findings]


@pytest.mark.parametrize(
    ("column", "value", "hint"),
    [
        ("grades", '["PK"]', "JSON"),
        ("grades", "{PK,KG}", "JSON"),
        ("orgSourcedIds", "057950101;057950", "with commas"),
        ("orgSourcedIds", "057950101|057950", "with commas"),
        ("orgSourcedIds", "057950101,", "extra comma"),
        ("orgSourcedIds", "057950101, 057950", "spaces beside"),
        ("userIds", "{LDAP:x};{LTI:y}", "with commas"),
        ("userIds", '[{"LDAP":"x"}]', "JSON"),
    ],
)
def test_a_hint_says_what_is_wrong_with_the_list(check_files, column, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, column, value)])).findings
    assert (finding.code, finding.severity) == ("DDE310", "error")
    assert hint in finding.hint


@pytest.mark.parametrize("value", ["998;999", '["998","999"]', "998|057950101"])
def test_a_list_that_nobody_can_read_is_no_broken_reference_too(check_files, value):
    assert found(check_files, ("users.csv", 3, "orgSourcedIds", value)) == [
        ("DDE310", "users.csv", 3, "orgSourcedIds")
    ]


def test_a_list_with_blanks_can_be_read_and_its_other_faults_are_told(check_files):
    assert found(check_files, ("users.csv", 3, "orgSourcedIds", "057950101, 999")) == [
        ("DDE310", "users.csv", 3, "orgSourcedIds"),
        ("DDE502", "users.csv", 3, "orgSourcedIds"),
    ]
    assert found(check_files, ("classes.csv", 2, "grades", "PK, K")) == [
        ("DDE304", "classes.csv", 2, "grades"),
        ("DDE310", "classes.csv", 2, "grades"),
    ]


@pytest.mark.parametrize(
    ("subjects", "codes", "is_found"),
    [
        ("Reading,Mathematics", "1", True),
        ("Reading", "1,2", True),
        ("Reading,Mathematics", "1,2", False),
        ("Reading,Mathematics", "", False),
        ("", "1,2", False),
    ],
)
def test_lists_that_belong_together_have_as_many_values(check_files, subjects, codes, is_found):
    for file in ("courses.csv", "classes.csv"):
        places = found(check_files, (file, 2, "subjects", subjects), (file, 2, "subjectCodes", codes))
        assert places == [("DDE313", file, 2, "subjectCodes")] * is_found


def test_a_list_that_nobody_can_read_has_no_length(check_files):
    cells = ("courses.csv", 2, "subjects", "Reading;Mathematics"), ("courses.csv", 2, "subjectCodes", "1,2")
    assert found(check_files, *cells) == [("DDE310", "courses.csv", 2, "subjects")]


def test_several_grades_are_an_information_for_people_and_usual_for_classes(check_files):
    report = check_files(
        changed(tiny(), [Cell("users.csv", 3, "grades", "PK,KG"), Cell("classes.csv", 2, "grades", "PK,KG")])
    )
    assert [(f.code, f.severity, f.file) for f in report.findings] == [("DDE314", "info", "users.csv")]


@pytest.mark.parametrize("value", ["PK;KG", "PK,", '["PK","KG"]'])
def test_a_list_in_a_wrong_form_is_not_several_grades_too(check_files, value):
    assert found(check_files, ("users.csv", 3, "grades", value)) == [("DDE310", "users.csv", 3, "grades")]

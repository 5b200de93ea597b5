"""E-mail addresses, demographics, grades and ages of the people in homerooms."""

from datetime import date

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, changed
from checks.example.tiny import tiny


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def test_a_teacher_of_no_homeroom_needs_no_email(check_files, places):
    changes = [
        AddRow("users.csv", 2, {"sourcedId": "T2", "username": "t2", "email": ""}),
        AddRow("classes.csv", 2, {"sourcedId": "M1", "classType": "scheduled"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "M1", "userSourcedId": "T2"}),
    ]
    assert found(check_files, places, changes) == [("DDE606", "classes.csv", 3, "classType")]


def test_addresses_are_compared_without_letter_case(check_files, places):
    changes = [
        AddRow("users.csv", 2, {"sourcedId": "T2", "username": "t2", "email": "MLopez@Bluebonnet.Example"}),
        AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2", "primary": "false"}),
    ]
    assert found(check_files, places, changes) == [("DDE702", "users.csv", 5, "email")]


def test_a_teacher_row_that_stands_twice_shares_no_address_with_itself(check_files, places):
    assert found(check_files, places, [AddRow("users.csv", 2, {})]) == [
        ("DDE501", "users.csv", 5, "sourcedId")
    ]


def test_demographics_are_asked_only_of_students_in_homerooms(check_files, places):
    changes = [DropRow("demographics.csv", 3), Cell("enrollments.csv", 4, "role", "teacher")]
    assert "DDE703" not in {place[0] for place in found(check_files, places, changes)}


def test_a_damaged_demographics_row_is_not_told_again_of_its_student(check_files, places):
    changes = [Bytes("demographics.csv", b"S2,,,2022-01-30", b"S2,,,,2022-01-30")]
    assert found(check_files, places, changes) == [("DDE203", "demographics.csv", 3, None)]


@pytest.mark.parametrize("column", ["birthDate", "sex", "hispanicOrLatinoEthnicity"])
def test_a_blank_birth_date_sex_or_ethnicity_is_found(check_files, places, column):
    assert found(check_files, places, [Cell("demographics.csv", 3, column, "  ")]) == [
        ("DDE704", "demographics.csv", 3, column)
    ]


@pytest.mark.parametrize(
    ("grade", "born", "fits"),
    [
        ("PK", "2022-08-31", True),
        ("PK", "2023-09-01", True),
        ("PK", "2023-09-02", False),
        ("PK", "2019-09-02", True),
        ("PK", "2019-09-01", False),
        ("KG", "2021-01-01", True),
        ("KG", "2015-01-01", False),
        ("03", "2010-01-01", True),
        ("", "2010-01-01", True),
        ("", "2052-03-01", False),
        ("03", "2026-09-02", False),
        ("03", "1899-12-31", False),
        ("", "0022-03-14", False),
        ("03", "1905-01-01", True),
        (" pk", "2010-01-01", True),
        ("PK,KG", "2014-01-01", False),
    ],
)
def test_a_birth_date_fits_the_grade(check_files, places, grade, born, fits):
    changes = [Cell("users.csv", 3, "grades", grade), Cell("demographics.csv", 2, "birthDate", born)]
    expected = [] if fits else [("DDE706", "demographics.csv", 2, "birthDate")]
    assert found(check_files, places, changes, select=("DDE706",)) == expected


@pytest.mark.parametrize("year", ["99999", "0000", "9" * 5000, "٢٠٢٧", "2027a", ""])
def test_a_school_year_that_is_none_is_left_out_of_the_ages(check_files, places, year):
    changes = [Cell("academicSessions.csv", 2, "schoolYear", year)]
    assert {place[0] for place in found(check_files, places, changes)} <= {"DDE402", "DDE302"}
    assert found(check_files, places, changes)


@pytest.mark.parametrize(
    ("today", "codes"), [(date(2026, 9, 1), []), (date(2026, 5, 1), []), (date(2030, 9, 1), ["DDE706"] * 2)]
)
def test_without_a_school_year_the_day_of_the_check_decides(check_files, places, today, codes):
    changes = [Bytes("academicSessions.csv", b"schoolYear\n", b"year of school\n")]
    report = check_files(changed(tiny(), changes), today=today, select=("DDE7",))
    assert [place[0] for place in places(report)] == codes


def test_the_latest_school_year_decides_the_ages(check_files, places):
    older = {"sourcedId": "SY2020", "schoolYear": "2020", "startDate": "2019-08-12", "endDate": "2020-05-28"}
    assert found(check_files, places, [AddRow("academicSessions.csv", 2, older)]) == []


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2052-03-01", "future"),
        ("0922-03-01", "before 1905"),
        ("1900-01-01", "a missing one"),
        ("2012-03-01", "does not fit"),
    ],
)
def test_a_birth_date_is_told_why_it_can_not_be(check_files, born, words):
    (finding,) = check_files(changed(tiny(), [Cell("demographics.csv", 2, "birthDate", born)])).findings
    assert words in finding.message


@pytest.mark.parametrize(
    ("file", "column", "lines"),
    [
        ("demographics.csv", "birthDate", (2, 3)),
        ("demographics.csv", "sex", (2, 3)),
        ("users.csv", "grades", (3, 4)),
    ],
)
def test_a_column_that_is_blank_for_everybody_is_one_finding(check_files, file, column, lines):
    report = check_files(changed(tiny(), [Cell(file, line, column, "") for line in lines]))
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column, finding.affected) == (file, lines[0], column, 2)
    assert "blank for every" in finding.message


def test_a_student_without_a_homeroom_needs_no_grade_and_no_birth_date(check_files, places):
    changes = [
        Cell("users.csv", 3, "grades", ""),
        Cell("demographics.csv", 2, "birthDate", ""),
        DropRow("enrollments.csv", 3),
    ]
    assert found(check_files, places, changes) == [("DDE602", "users.csv", 3, "sourcedId")]


RACE = "demographicRaceTwoOrMoreRaces"


@pytest.mark.parametrize(
    ("flags", "column"),
    [
        ({}, None),
        ({"white": "true", "asian": "true", RACE: "true"}, None),
        ({"white": "true", "asian": "true", RACE: ""}, None),
        ({"white": "false", RACE: "true"}, None),
        ({"white": "false", "asian": "false", RACE: "false"}, None),
        ({"white": "true", "asian": "true", RACE: "false"}, RACE),
        ({"white": "true", RACE: "true"}, RACE),
        ({"white": ""}, "americanIndianOrAlaskaNative"),
    ],
)
def test_race_flags_that_contradict_or_are_all_blank_are_an_information(check_files, flags, column):
    changes = [Cell("demographics.csv", 2, name, value) for name, value in flags.items()]
    findings = check_files(changed(tiny(), changes)).findings
    assert [(f.code, f.severity, f.line, f.column) for f in findings] == (
        [("DDE710", "info", 2, column)] if column else []
    )


def test_race_flags_of_many_students_are_one_finding(check_files):
    changes = [
        Cell("demographics.csv", 2, "white", ""),
        Cell("demographics.csv", 3, "asian", ""),
    ]
    (finding,) = check_files(changed(tiny(), changes)).findings
    assert (finding.code, finding.line, finding.affected) == ("DDE710", 2, 2)

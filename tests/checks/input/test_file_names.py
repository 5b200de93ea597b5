"""A file whose name went wrong is one finding and is checked, where nothing else can be meant."""

import pytest

from checks.example.changes import Cell, CopyFile, RenameFile, changed
from checks.example.tiny import tiny
from checks.input.file_names import stem_of
from support import fuzz

WRONG_ROLE = Cell("users.csv", 2, "role", "Teacher")

NEAR = [
    *("Users.csv", "users.CSV", "USERS.csv"),
    *("user.csv", "users (1).csv", "Users_2026-11-20.csv", "users_20261120.csv", "users-20261120-0600.csv"),
    *("users.csv.txt", "users.txt", "users", "users.csv.csv", " users.csv", "users .csv", "users - Copy.csv"),
    *("Copy of users.csv", "OneRoster_users.csv", "users_final.csv", "users v2.csv", "2026-11-20 users.csv"),
    *("uesrs.csv", "usres.csv"),
]


@pytest.mark.parametrize("name", NEAR)
def test_a_near_name_is_one_finding_and_its_rows_are_checked(check_files, places, name):
    report = check_files(changed(tiny(), [WRONG_ROLE, RenameFile("users.csv", name)]))
    assert places(report) == [
        ("DDE102", "users.csv", None, None),
        ("DDE301", "users.csv", 2, "role"),
    ]
    assert report.findings[0].hint.startswith("Rename it to users.csv")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("academicSessions.csv", "academic_sessions.csv"),
        ("academicSessions.csv", "Academic Sessions (2).csv"),
        ("enrollments.csv", "enrolments.csv"),
        ("classes.csv", "class.csv"),
        ("courses.csv", "cources.csv"),
        ("demographics.csv", "demographic.csv"),
        ("manifest.csv", "manifest.csv.txt"),
    ],
)
def test_every_file_of_the_profile_is_found_by_a_near_name(check_files, places, file, name):
    assert places(check_files(changed(tiny(), [RenameFile(file, name)]))) == [("DDE102", file, None, None)]


@pytest.mark.parametrize("name", ["users.xlsx", "users.csv.xlsx", "Users_2026.xls", "users.ods"])
def test_a_spreadsheet_in_place_of_a_file_is_said_to_be_one_and_not_read(check_files, places, name):
    report = check_files(changed(tiny(), [RenameFile("users.csv", name)]))
    assert places(report) == [("DDE102", "users.csv", None, None)]
    assert f"a spreadsheet: {name}" in report.findings[0].message


def test_several_near_names_are_one_finding_and_none_is_read(check_files, places):
    changes = [WRONG_ROLE, CopyFile("users.csv", "users (1).csv"), RenameFile("users.csv", "users (2).csv")]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [("DDE102", "users.csv", None, None)]
    assert "2 files look like users.csv" in report.findings[0].message


def test_a_near_name_with_another_content_is_one_finding_and_not_read(check_files, places):
    files = changed(tiny(), [RenameFile("users.csv", "")])
    files["users_2025.csv"] = b"room,key\n12,a\n"
    report = check_files(files)
    assert places(report) == [("DDE102", "users.csv", None, None)]
    assert "but not its header" in report.findings[0].message


@pytest.mark.parametrize("name", ["users (1).csv", "Users_2025.csv", "user.csv", "users.csv.txt"])
def test_a_file_by_its_exact_name_makes_near_names_strangers(check_files, places, name):
    report = check_files(changed(tiny(), [CopyFile("users.csv", name)]))
    assert places(report) == [("DDE103", name, None, None)]
    assert "another copy of users.csv" in report.findings[0].message


@pytest.mark.parametrize("name", ["results.csv", "roles.csv", "student.csv"])
def test_a_file_of_its_own_never_stands_for_a_missing_file(check_files, places, name):
    report = check_files(changed(tiny(), [RenameFile("users.csv", name)]))
    assert places(report) == [("DDE101", "users.csv", None, None), ("DDE103", name, None, None)]


@pytest.mark.parametrize("name", ["faculty.csv", "usage.csv", "x"])
def test_a_far_name_never_stands_for_a_missing_file(check_files, places, name):
    report = check_files(changed(tiny(), [RenameFile("users.csv", name)]))
    called = "(another .csv file)" if "." in name else "(another file)"
    assert places(report) == [("DDE101", "users.csv", None, None), ("DDE103", called, None, None)]


def test_a_near_name_inside_a_folder_is_both(check_files, places):
    report = check_files(changed(tiny(), [RenameFile("users.csv", "export/users (1).csv")]))
    assert places(report) == [("DDE102", "users.csv", None, None), ("DDE104", "users.csv", None, None)]


@pytest.mark.parametrize("name", ["2026-11-20.csv", "(1).csv", ".csv", "", "----", "copy of"])
def test_a_name_of_additions_alone_has_hardly_a_stem(name):
    assert stem_of(name) in ("", "copyof")


@pytest.mark.parametrize("name", ["9" * 200, "2026-1" * 40, "-" * 200 + "x", "copy" * 50, " 1" * 100])
def test_a_long_name_of_digits_holds_no_check_up(name):
    with fuzz.no_hang():
        assert stem_of(f"{name}.csv") in {"", "x", "copy" * 50}

"""Which files are there, under which names, and of which standard."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.engine.run import check
from checks.example.changes import Bytes, Cell, CopyFile, RenameFile, changed
from checks.example.tiny import tiny
from checks.input.source import open_file_set
from checks.profile.model import Basis
from checks.rules.choices import load_profile
from checks.visible import visible
from support.machine import link

PROFILE = load_profile()
REQUIRED = [spec.name for spec in PROFILE.files if spec.required]
TINY = changed(tiny(), ())


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def profile_with(file, **values):
    files = (replace(spec, **values) if spec.name == file else spec for spec in PROFILE.files)
    return replace(PROFILE, files=tuple(files))


def test_every_required_file_that_is_missing_is_told_and_how_to_get_it(check_files, places):
    report = check_files({"manifest.csv": TINY["manifest.csv"].replace(b",bulk", b",absent")})
    assert places(report) == [("DDE101", name, None, None) for name in sorted(REQUIRED)]
    assert all("dde template" in finding.hint for finding in report.findings)


def test_the_standard_alone_requires_no_table(check_files, places):
    changes = [RenameFile("demographics.csv", ""), Cell("manifest.csv", 10, "value", "absent")]
    assert found(check_files, places, changes, profile="oneroster-1.1") == []


def test_a_misnamed_file_is_not_missing(check_files, places):
    for name in ("Orgs.csv", "ORGS.CSV", "orgs.CSV"):
        assert found(check_files, places, [RenameFile("orgs.csv", name)]) == [
            ("DDE102", "orgs.csv", None, None)
        ]


def test_the_exact_name_counts_before_another_letter_case(check_files, places):
    assert found(check_files, places, [CopyFile("orgs.csv", "Orgs.csv")]) == [
        ("DDE108", "orgs.csv", None, None)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("results.csv", "is part of the standard"),
        ("Results.CSV", "is part of the standard"),
        ("roles.csv", "belongs to OneRoster 1.2"),
        ("userProfiles.csv", "belongs to OneRoster 1.2"),
        ("Student.csv", "Microsoft School Data Sync (SDS) V1 has one with this name"),
        ("sections.csv", "Clever has one with this name"),
    ],
)
def test_a_file_that_is_not_read_is_told_with_what_it_is(check_files, name, said):
    (finding,) = check_files({**TINY, name: b"x"}).findings
    assert (finding.code, finding.severity, finding.file) == ("DDE103", "info", name)
    assert said in finding.message
    assert "will not be sent" in finding.message


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Siobhan Nguyen.csv", "(another .csv file)"),
        ("Siobhan Nguyen.XLSX", "(another .xlsx file)"),
        ("Siobhan Nguyen", "(another file)"),
        ("notes\x1b.txt", "(another .txt file)"),
        ("users.csv.bak", "(another file)"),
        ("users 056743.csv", "(another .csv file)"),
        ("users Siobhan.csv", "(another .csv file)"),
    ],
)
def test_a_name_that_may_be_a_childs_is_never_quoted(check_files, name, called):
    (finding,) = check_files({**TINY, name: b"x"}).findings
    assert (finding.code, finding.file, finding.value) == ("DDE103", called, visible(name))
    assert "nguyen" not in (finding.message + finding.hint).lower()
    assert finding.message.startswith(
        f"A{called[2:-1]} in the set is not a file" if "users" not in name else "A"
    )


@pytest.mark.parametrize(
    "name",
    ["users-2025.csv", "users 20250812.csv", "Copy of users.csv", "users (2).csv", "user.csv", "Users.txt"],
)
def test_a_copy_of_a_known_file_is_named(check_files, name):
    (finding,) = check_files({**TINY, name: b"x"}).findings
    assert (finding.file, finding.value) == (name, None)
    assert name in finding.message


@pytest.mark.parametrize("name", ["Siobhan users.csv", "users 056743.csv"])
def test_a_misnamed_file_is_read_and_its_name_not_quoted_where_it_may_be_a_childs(check_files, places, name):
    report = check_files(changed(tiny(), [RenameFile("users.csv", name)]))
    for finding in report.findings:
        assert "Siobhan" not in finding.message + finding.hint + finding.file
        assert "056743" not in finding.message + finding.hint + finding.file
    assert name in [finding.value for finding in report.findings]


@pytest.mark.parametrize(
    ("basis", "said"), [(Basis.TOLD, "CLI said it does not read it"), (Basis.ASSUMED, "CLI does not")]
)
def test_a_file_that_cli_does_not_read_is_told_and_not_checked(check_files, places, basis, said):
    profile = profile_with("courses.csv", accepted=False, basis=basis)
    files = changed(tiny(), [Cell("courses.csv", 2, "title", ""), Cell("courses.csv", 2, "grades", "K")])
    report = check_files(files, profile)
    assert places(report) == [("DDE103", "courses.csv", None, None)]
    assert said in report.findings[0].message
    assert (report.findings[0].severity, report.findings[0].basis) == ("info", basis)


@pytest.mark.parametrize("mode", ["bulk", "absent"])
def test_a_file_that_cli_does_not_read_is_not_missing_and_makes_no_orphans(check_files, places, mode):
    profile = profile_with("demographics.csv", accepted=False, basis=Basis.TOLD)
    changes = [RenameFile("demographics.csv", ""), Cell("manifest.csv", 10, "value", mode)]
    assert places(check_files(changed(tiny(), changes), profile, select=("DDE1", "DDE5"))) == []


def test_every_file_in_a_folder_is_told_and_checked(check_files, places):
    files = {
        f"export/{name}": data for name, data in changed(tiny(), [Cell("users.csv", 2, "role", "x")]).items()
    }
    assert places(check_files(files)) == [
        *(("DDE104", spec, None, None) for spec in sorted(tiny())),
        ("DDE301", "users.csv", 2, "role"),
    ]


@pytest.mark.parametrize("path", ["../users.csv", "//etc/users.csv", "C:/users.csv", "C:/x/users.csv"])
def test_a_path_that_points_outside_of_the_zip_is_told(check_files, places, path):
    report = check_files(changed(tiny(), [RenameFile("users.csv", path)]))
    assert places(report) == [("DDE104", "users.csv", None, None)]
    assert "points outside" in report.findings[0].message


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_file_is_in_the_set_as_the_manifest_says(check_files, places, name):
    assert places(check_files({**TINY, name: b""})) == [("DDE105", name, None, None)]


def test_a_file_whose_rows_are_all_damaged_has_rows(check_files, places):
    changes = [Bytes("courses.csv", b"PK101,,,", b"PK101,,,,")]
    assert found(check_files, places, changes) == [("DDE203", "courses.csv", 2, None)]


SDS_V1 = {
    "School.csv": b"SIS ID,Name\n101,Pecan Grove\n",
    "Section.csv": b"SIS ID,School SIS ID,Section Name\nC1,101,PK-1\n",
    "Student.csv": b"SIS ID,School SIS ID,Username\nS1,101,s1\n",
    "Teacher.csv": b"SIS ID,School SIS ID,Username\nT1,101,t1\n",
    "StudentEnrollment.csv": b"Section SIS ID,SIS ID\nC1,S1\n",
    "TeacherRoster.csv": b"Section SIS ID,SIS ID\nC1,T1\n",
}
SDS_V2 = {
    "orgs.csv": b"sourcedId,name,type,parentSourcedId\n101,Pecan Grove,school,\n",
    "users.csv": b"sourcedId,username,givenName,familyName,activeDirectoryMatchId,email\nS1,s1,Zo,Lee,,\n",
    "roles.csv": b"userSourcedId,orgSourcedId,role\nS1,101,student\n",
    "classes.csv": b"sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\nC1,101,PK,,\n",
    "enrollments.csv": b"classSourcedId,userSourcedId,role\nC1,S1,student\n",
    "academicSessions.csv": b"sourcedId,title,type,startDate,endDate,schoolYear\n",
    "relationships.csv": b"userSourcedId,relationshipUserSourcedId,relationshipRole\n",
}
CLEVER = {
    "schools.csv": b"School_id,School_name\n101,Pecan Grove\n",
    "students.csv": b"School_id,Student_id,Last_name\n101,S1,Lee\n",
    "teachers.csv": b"School_id,Teacher_id\n101,T1\n",
    "sections.csv": b"School_id,Section_id,Teacher_id\n101,C1,T1\n",
    "enrollments.csv": b"School_id,Section_id,Student_id\n101,C1,S1\n",
}


SDS_UK = {
    name: data.replace(b"Section SIS ID,SIS ID", b"Section ID,ID")
    .replace(b"School SIS ID", b"School DfE Number")
    .replace(b"SIS ID,Name", b"DfE Number,Name")
    .replace(b"SIS ID,", b"ID,")
    for name, data in SDS_V1.items()
}


@pytest.mark.parametrize(
    ("files", "first", "name"),
    [
        (SDS_V1, "School.csv", "School Data Sync (SDS) V1"),
        (SDS_V2, "roles.csv", "School Data Sync (SDS) V2.1"),
        (CLEVER, "schools.csv", "Clever"),
        (SDS_UK, "School.csv", "School Data Sync (SDS) V1"),
        ({name.lower(): data for name, data in SDS_V1.items()}, "school.csv", "V1"),
        ({name: b"\xef\xbb\xbf" + data for name, data in SDS_V2.items()}, "roles.csv", "V2.1"),
        ({name: data.decode().encode("utf-16") for name, data in SDS_V1.items()}, "School.csv", "V1"),
        ({f"export/{name}": data for name, data in SDS_V1.items()}, "School.csv", "V1"),
    ],
)
def test_a_set_of_another_standard_is_one_finding(check_files, places, files, first, name):
    report = check_files(files)
    assert places(report) == [("DDE111", first, None, None)]
    assert (report.outcome, report.findings[0].affected) == ("not-ready", 1)
    assert f"{name}, not OneRoster" in report.findings[0].message


def test_files_of_another_standard_beside_a_whole_set_are_only_extra(check_files, places):
    report = check_files({**TINY, **SDS_V1})
    assert places(report) == [("DDE103", name, None, None) for name in sorted(SDS_V1)]


def test_a_few_files_of_oneroster_without_their_columns_are_no_other_standard(check_files, places):
    report = check_files({**TINY, "roles.csv": SDS_V2["roles.csv"]})
    assert places(report) == [("DDE103", "roles.csv", None, None)]


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: link(path, path.with_name("nowhere"))])
def test_a_strange_file_that_can_not_be_read_does_not_stop_the_check(tmp_path, places, make):
    for name, data in TINY.items():
        (tmp_path / name).write_bytes(data)
    make(tmp_path / "student.csv")
    report = check(open_file_set(tmp_path), PROFILE, today=date(2026, 9, 1))
    assert places(report) == [("DDE103", "student.csv", None, None)]

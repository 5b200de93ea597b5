"""What the manifest says: its lines, its versions, its modes, and whether the files agree."""

from dataclasses import replace
from datetime import date

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, RenameFile, changed
from checks.example.tiny import tiny
from checks.profile.model import Basis
from checks.profile.settlement import settle
from checks.rules.choices import load_profile

PROFILE = load_profile()
USERS, COURSES = 16, 9
DELTA = (
    Cell("courses.csv", 2, "status", "active"),
    Cell("courses.csv", 2, "dateLastModified", "2026-08-20T06:00:00.000Z"),
    Cell("manifest.csv", COURSES, "value", "delta"),
)


@pytest.fixture
def report(check_files):
    """Checks the tiny roster after changes."""

    def of(*changes, profile=PROFILE):
        return check_files(changed(tiny(), changes), profile)

    return of


def test_a_manifest_that_takes_back_a_file_contradicts_it(report, places):
    assert places(report(Cell("manifest.csv", USERS, "value", "absent"))) == [
        ("DDE106", "manifest.csv", USERS, "value")
    ]


def test_a_manifest_without_a_line_for_a_file_contradicts_it(report, places):
    found = report(DropRow("manifest.csv", USERS))
    assert places(found) == [("DDE106", "manifest.csv", None, None)]
    assert "users.csv is in the set" in found.findings[0].message
    assert "file.users,bulk" in found.findings[0].hint


def test_a_manifest_that_announces_a_missing_file_contradicts_it(report, places):
    assert places(report(RenameFile("courses.csv", ""))) == [("DDE106", "manifest.csv", COURSES, "value")]


def test_a_required_file_that_is_missing_is_not_told_twice(report, places):
    gone = RenameFile("demographics.csv", "")
    assert places(report(gone)) == [("DDE101", "demographics.csv", None, None)]
    files = (
        replace(spec, basis=Basis.UNSETTLED) if spec.name == "demographics.csv" else spec
        for spec in PROFILE.files
    )
    unsettled = report(gone, profile=replace(PROFILE, files=tuple(files)))
    assert [(found.code, found.severity) for found in unsettled.findings] == [
        ("DDE101", "info"),
        ("DDE106", "error"),
    ]


def test_a_file_by_another_name_is_there(report, places):
    for name in ("Courses.csv", "courses (1).csv", "courses.xlsx"):
        assert places(report(RenameFile("courses.csv", name))) == [("DDE102", "courses.csv", None, None)]


def test_a_manifest_is_not_required_by_cli(report, places):
    assert places(report(RenameFile("manifest.csv", ""))) == []


def test_both_versions_are_looked_at(report, places):
    found = report(Cell("manifest.csv", 2, "value", "1.1"), Cell("manifest.csv", 3, "value", "1.0.0"))
    assert places(found) == [("DDE107", "manifest.csv", 2, "value"), ("DDE107", "manifest.csv", 3, "value")]


def test_a_version_without_a_line_is_told(report, places):
    found = report(DropRow("manifest.csv", 2))
    assert places(found) == [("DDE107", "manifest.csv", None, None)]
    assert "manifest.version,1.0" in found.findings[0].hint


@pytest.mark.parametrize("version", ["1.0", "1.2"])
def test_the_version_of_another_edition_is_named_and_explains_its_lines(report, places, version):
    found = report(
        Cell("manifest.csv", 3, "value", version),
        AddRow("manifest.csv", 2, {"propertyName": "file.roles", "value": "bulk"}),
        AddRow("manifest.csv", 2, {"propertyName": "file.userProfiles", "value": "absent"}),
    )
    codes = [found.code for found in found.findings]
    assert codes == (["DDE107"] if version == "1.2" else ["DDE107", "DDE109", "DDE109"])
    assert f"OneRoster {version}" in found.findings[0].message


def test_a_manifest_with_a_misnamed_column_is_still_read(report, places):
    found = report(
        Bytes("manifest.csv", b"propertyName,value", b"propertyName,propertyValue"),
        Cell("manifest.csv", 2, "value", "1"),
    )
    assert places(found) == [("DDE107", "manifest.csv", 2, "value"), ("DDE212", "manifest.csv", 1, "value")]


def test_lines_that_the_standard_wants_and_nobody_wrote_are_one_warning(report, places):
    found = report(*(DropRow("manifest.csv", line) for line in (15, 14, 6, 5)))
    assert places(found) == [("DDE109", "manifest.csv", None, None)]
    assert (found.findings[0].severity, found.findings[0].affected) == ("warning", 4)
    assert "and 1 more" in found.findings[0].message


@pytest.mark.parametrize("mode", ["Bulk", "BULK", "full", "yes", "delta;", "bulk.csv"])
def test_a_mode_that_is_none_is_one_finding(report, places, mode):
    found = report(Cell("manifest.csv", USERS, "value", mode))
    assert places(found) == [("DDE109", "manifest.csv", USERS, "value")]
    assert ("lower case" in found.findings[0].hint) == (mode.lower() == "bulk")
    assert mode not in found.findings[0].message


def test_a_blank_mode_is_one_finding(report, places):
    found = places(report(Cell("manifest.csv", USERS, "value", "")))
    assert found == [("DDE109", "manifest.csv", USERS, "value")]


@pytest.mark.parametrize("name", ["source.systemName", "source.systemCode"])
def test_the_system_need_not_be_named(report, places, name):
    assert places(report(AddRow("manifest.csv", 2, {"propertyName": name, "value": ""}))) == []


def test_a_blank_version_is_one_finding(report, places):
    assert places(report(Cell("manifest.csv", 3, "value", ""))) == [("DDE107", "manifest.csv", 3, "value")]


@pytest.mark.parametrize("name", ["file.Users", "File.users", "file.user", "file.users.csv", "file.uesrs"])
def test_a_property_that_is_misspelled_is_one_finding_and_is_read(report, places, name):
    found = report(Cell("manifest.csv", USERS, "propertyName", name))
    assert places(found) == [("DDE109", "manifest.csv", USERS, "propertyName")]
    assert found.findings[0].severity == "error"
    both = report(
        Cell("manifest.csv", USERS, "propertyName", name), Cell("manifest.csv", USERS, "value", "absent")
    )
    assert [each.code for each in both.findings] == ["DDE106", "DDE109"]


@pytest.mark.parametrize("name", ["file.teachers", "district", "file.roles"])
def test_a_property_that_nobody_reads_is_an_information(report, places, name):
    found = report(AddRow("manifest.csv", 2, {"propertyName": name, "value": "bulk"}))
    assert places(found) == [("DDE109", "manifest.csv", 17, "propertyName")]
    assert found.findings[0].severity == "info"
    assert name not in found.findings[0].message


def test_what_the_standard_allows_besides_is_no_finding(report, places):
    for name in ("source.systemName", "source.systemCode"):
        assert places(report(AddRow("manifest.csv", 2, {"propertyName": name, "value": "SIS"}))) == []


@pytest.mark.parametrize(("mode", "severity"), [("bulk", "warning"), ("absent", "error")])
def test_a_property_that_stands_twice_is_told_at_the_later_line(report, places, mode, severity):
    found = report(AddRow("manifest.csv", USERS, {"value": mode}))
    assert places(found) == [("DDE109", "manifest.csv", 17, "propertyName")]
    assert found.findings[0].severity == severity


def test_a_set_of_changes_is_one_information_however_many_files_it_has(report, places):
    found = report(*DELTA, Cell("manifest.csv", 15, "value", "delta"))
    assert ("DDE110", "manifest.csv", COURSES, "value") in places(found)
    (delta,) = [each for each in found.findings if each.code == "DDE110"]
    assert (delta.severity, delta.basis, delta.affected) == ("info", "unsettled", 2)


@pytest.mark.parametrize(("answer", "codes"), [("yes", ["DDE110"]), ("no", [])])
def test_what_cli_told_of_sets_of_changes_counts(report, answer, codes):
    told = settle(PROFILE, "bulk", answer, on=date(2026, 9, 1), source="a call")
    found = [each for each in report(*DELTA, profile=told).findings if each.code == "DDE110"]
    assert [each.code for each in found] == codes
    assert all((each.severity, each.basis) == ("error", "told") for each in found)


def test_a_manifest_of_many_strange_lines_is_counted_exactly(check_files):
    files = changed(tiny(), ())
    files["manifest.csv"] += b"".join(b"x%d,y\n" % number for number in range(3_000))
    found = check_files(files, limit=5)
    assert (found.rules["DDE109"].count, found.rules["DDE109"].shown) == (3_000, 5)

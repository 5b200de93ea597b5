"""Which files are there, and what the manifest says of them."""

import pytest

from checks.example.changes import Bytes, Cell, CopyFile, RenameFile, changed
from checks.example.tiny import tiny
from checks.profile import load_profile

REQUIRED = [spec.name for spec in load_profile().files if spec.required]


def found(check_files, places, changes, **options):
    return places(check_files(changed(tiny(), changes), **options))


def test_every_required_file_that_is_missing_is_told_and_how_to_get_it(check_files, places):
    report = check_files({"manifest.csv": b"propertyName,value\nmanifest.version,1.0\n"})
    assert places(report) == [("DDE101", name, None, None) for name in sorted(REQUIRED)]
    assert all("dde template" in finding.hint for finding in report.findings)


def test_the_standard_alone_requires_no_file(check_files, places):
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


def test_other_files_of_the_standard_and_strange_ones_are_told_apart(check_files):
    files = {**changed(tiny(), ()), "results.csv": b"x", "notes\x1b.txt": b"x"}
    report = check_files(files)
    assert [(f.file, f.severity) for f in report.findings] == [
        ("notes␛.txt", "info"),
        ("results.csv", "info"),
    ]
    assert "belongs to the standard" in report.findings[1].message
    assert "is no file of the standard" in report.findings[0].message


def test_every_file_in_a_folder_is_told_and_checked(check_files, places):
    files = {
        f"export/{name}": data for name, data in changed(tiny(), [Cell("users.csv", 2, "role", "x")]).items()
    }
    assert places(check_files(files)) == [
        *(("DDE104", spec, None, None) for spec in sorted(tiny())),
        ("DDE301", "users.csv", 2, "role"),
    ]


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_file_is_in_the_set_as_the_manifest_says(check_files, places, name):
    files = {**changed(tiny(), ()), name: b""}
    assert places(check_files(files)) == [("DDE105", name, None, None)]


@pytest.mark.parametrize("mode", ["bulk", "delta"])
def test_the_manifest_may_announce_either_mode(check_files, places, mode):
    assert found(check_files, places, [Cell("manifest.csv", 16, "value", mode)]) == []


@pytest.mark.parametrize("mode", ["absent", "Bulk", "", "yes"])
def test_a_manifest_that_does_not_announce_a_file_contradicts_it(check_files, places, mode):
    changes = [Cell("manifest.csv", 16, "value", mode)]
    assert ("DDE106", "manifest.csv", 16, "value") in found(check_files, places, changes)


def test_a_manifest_that_announces_a_missing_file_contradicts_it(check_files, places):
    assert found(check_files, places, [RenameFile("courses.csv", "")]) == [
        ("DDE106", "manifest.csv", 9, "value")
    ]


def test_a_manifest_is_not_required(check_files, places):
    assert found(check_files, places, [RenameFile("manifest.csv", "")]) == []


def test_both_versions_of_the_manifest_are_looked_at(check_files, places):
    changes = [Cell("manifest.csv", 2, "value", "1.1"), Cell("manifest.csv", 3, "value", "1.2")]
    assert found(check_files, places, changes) == [
        ("DDE107", "manifest.csv", 2, "value"),
        ("DDE107", "manifest.csv", 3, "value"),
    ]


def test_a_manifest_with_a_misnamed_column_is_still_read(check_files, places):
    changes = [
        Bytes("manifest.csv", b"propertyName,value", b"propertyName,propertyValue"),
        Cell("manifest.csv", 2, "value", "1"),
    ]
    assert found(check_files, places, changes) == [
        ("DDE107", "manifest.csv", 2, "value"),
        ("DDE212", "manifest.csv", 1, "value"),
    ]


def test_a_file_whose_rows_are_all_damaged_has_rows(check_files, places):
    changes = [Bytes("courses.csv", b"PK101,,,", b"PK101,,,,")]
    assert found(check_files, places, changes) == [("DDE203", "courses.csv", 2, None)]

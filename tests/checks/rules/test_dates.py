"""Dates and years in another form: what happened to them, and what to write."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("3/14/2022", "written with slashes; a spreadsheet"),
        ("03/14/2022 00:00", "written with slashes"),
        ("3/14/22", "two digits"),
        ("2022/03/14", "written with slashes"),
        ("2022-03-14 00:00:00", "Leave the time away"),
        ("2022-03-14T00:00:00Z", "Leave the time away"),
        ("20220314", "Put hyphens"),
        ("14.03.2022", "written with dots"),
        ("14.3.22", "written with dots"),
        ("44634", "Excel's number of a day"),
        ("44634.0", "Excel's number of a day"),
        ("14-MAR-22", "as a word"),
        ("March 14, 2022", "as a word"),
        ("2022-3-14", "two digits each"),
        ("2022–03–14", "dashes"),
        ("2026-02-30", "no such day"),
        ("2026-13-01", "no such day"),
        ("0000-00-00", "leave the cell blank"),
        ("NULL", "leave the cell blank"),
        ("soon", "a day that exists"),
    ],
)
def test_a_hint_says_what_became_of_the_date(check_files, value, hint):
    report = check_files(
        changed(tiny(), [Cell("demographics.csv", 2, "birthDate", value)]), select=("DDE3", "DDE4")
    )
    (finding,) = report.findings
    assert finding.code == "DDE401"
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2026-2027", "in which the school year ends alone"),
        ("2026-27", "in which the school year ends alone"),
        ("26/27", "in which the school year ends alone"),
        ("SY 2026-27", "in which the school year ends alone"),
        ("27", "all four digits"),
        ("2027.0", "leave .0 away"),
        ("SY2027", "nothing else beside it"),
        ("2027-05-28", "nothing else beside it"),
        ("NULL", "fill in the real one"),
        ("3027", ""),
    ],
)
def test_a_hint_says_what_became_of_the_year(check_files, value, hint):
    report = check_files(
        changed(tiny(), [Cell("academicSessions.csv", 2, "schoolYear", value)]), select=("DDE3", "DDE4")
    )
    (finding,) = report.findings
    assert finding.code == "DDE402"
    assert hint in finding.hint
    assert bool(hint) == bool(finding.hint)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2026-08-12T14:05:00", "time zone is missing"),
        ("2026-08-12T14:05:00-05:00", "local time"),
        ("8/12/2026 9:00", "leave the column blank"),
        ("NULL", "leave the cell blank"),
    ],
)
def test_a_hint_says_what_the_moment_lacks(check_files, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "dateLastModified", value)])).findings
    assert finding.code == "DDE404"
    assert hint in finding.hint

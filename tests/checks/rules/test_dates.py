"""Dates and years in another form: what happened to them, and what to write."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("3/14/2022", "has slashes; a spreadsheet"),
        ("03/14/2022 00:00", "has slashes"),
        ("3/14/22", "two digits"),
        ("2022/03/14", "has slashes"),
        ("2022-03-14 00:00:00", "Remove the time"),
        ("2022-03-14T00:00:00Z", "Remove the time"),
        ("20220314", "Put hyphens"),
        ("14.03.2022", "has dots"),
        ("14.3.22", "has dots"),
        ("44634", "Excel date number"),
        ("44634.0", "Excel date number"),
        ("14-MAR-22", "is a word"),
        ("March 14, 2022", "is a word"),
        ("2022-3-14", "Use two digits"),
        ("2022–03–14", "dashes"),
        ("2026-02-30", "no such day"),
        ("2026-13-01", "no such day"),
        ("0000-00-00", "Fill in the real one"),
        ("NULL", "Fill in the real one"),
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
        ("2026-2027", "only the year the school year ends"),
        ("2026-27", "only the year the school year ends"),
        ("26/27", "only the year the school year ends"),
        ("SY 2026-27", "only the year the school year ends"),
        ("27", "all four digits"),
        ("2027.0", "Remove the .0"),
        ("SY2027", "nothing before or after it"),
        ("2027-05-28", "nothing before or after it"),
        ("NULL", "Fill in the real one"),
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
        ("NULL", "Leave the cell blank"),
    ],
)
def test_a_hint_says_what_the_moment_lacks(check_files, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("users.csv", 3, "dateLastModified", value)])).findings
    assert finding.code == "DDE404"
    assert hint in finding.hint

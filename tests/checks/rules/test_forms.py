"""How IDs are written: which characters are wrong, and what to do about each."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("E1,E2", "several IDs"),
        ("E1;E2", "several IDs"),
        ("{0f8fad5b-d9cb-469f-a165-70867728950e}", "braces"),
        ("E1\u200b", "invisible character"),
        ("E1\u00ad", "invisible character"),
        ("x" * 256, "longer than 255 characters"),
        ("é1", "without accents"),
        ("E 1", "spaces and other characters"),
        ("E#1", "spaces and other characters"),
        ("#N/A", "failed lookup"),
    ],
)
def test_a_hint_says_what_is_wrong_with_the_id(check_files, value, hint):
    (finding,) = check_files(changed(tiny(), [Cell("enrollments.csv", 4, "sourcedId", value)])).findings
    assert (finding.code, finding.severity) == ("DDE306", "warning")
    assert hint in finding.hint


def test_a_reference_to_several_rows_is_a_broken_reference_and_nothing_else(check_files):
    (finding,) = check_files(
        changed(tiny(), [Cell("enrollments.csv", 3, "userSourcedId", "T1,S1")]), select=("DDE3", "DDE502")
    ).findings
    assert (finding.code, finding.severity) == ("DDE502", "error")

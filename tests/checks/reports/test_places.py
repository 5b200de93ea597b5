"""Findings that differ only in their line are told once, with all their lines."""

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.reports.places import codes_worst_first, faults_by_rule, title


def test_the_same_fault_on_several_lines_is_one(check_files):
    report = check_files(changed(tiny(), [Cell("users.csv", line, "role", "Teacher") for line in (2, 3, 4)]))
    (fault,) = faults_by_rule(report, show_values=False)["DDE301"]
    assert [place.line for place in fault.places] == [2, 3, 4]
    assert (fault.file, fault.column, fault.waived) == ("users.csv", "role", "")
    assert {place.value for place in fault.places} == {""}


def test_no_finding_is_lost(many):
    report = many(5_000)
    faults = faults_by_rule(report, show_values=True)
    assert sum(len(fault.places) for found in faults.values() for fault in found) == 5_000
    assert [*faults] == codes_worst_first(report)


def test_what_counts_comes_before_what_is_waived(waived_report):
    assert codes_worst_first(waived_report) == ["DDE308", "DDE301"]
    (fault,) = faults_by_rule(waived_report, show_values=False)["DDE301"]
    assert fault.waived == "The SIS vendor mends it, ticket 7 (until 2026-09-30)"


def test_a_place_reads_as_editors_write_it():
    assert (title("users.csv", 91), title("users.csv", None)) == ("users.csv:91", "users.csv")

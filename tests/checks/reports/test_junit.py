"""The findings as tests, read by a parser that people use."""

from dataclasses import replace

import pytest
from junitparser import Failure, JUnitXml

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.finding import Severity
from checks.reports.junit import as_junit
from checks.rules.registry import all_rules


def read(report, *, show_values=False):
    return JUnitXml.fromstring(as_junit(report, tool_version="1", show_values=show_values).encode())


def cases(report, **options):
    return {(suite.name, case.name.split()[0]): case for suite in read(report, **options) for case in suite}


def test_a_case_fails_for_each_rule_and_file_with_an_error(district_report):
    failing = {place for place, case in cases(district_report).items() if case.is_failure}
    errors = {(f.file, f.code) for f in district_report.findings if f.severity is Severity.ERROR}
    assert failing == errors
    assert read(district_report).failures == len(errors)


def test_warnings_are_told_in_cases_that_pass(district_report):
    found = cases(district_report)
    warnings = [f for f in district_report.findings if f.severity is Severity.WARNING]
    assert warnings
    for warning in warnings:
        case = found[warning.file, warning.code]
        assert case.is_passed
        assert f"{warning.file}:{warning.line}: warning: " in case.system_out


def test_rules_that_found_nothing_pass(check_files, check_sample):
    clean = read(check_files(changed(tiny(), ())))
    assert clean.failures == clean.errors == 0
    assert clean.tests > len(all_rules()) / 2
    codes = {code for suite, code in cases(check_sample("DDE301")) if suite == "rules without a finding"}
    assert "DDE302" in codes
    assert "DDE301" not in codes


def test_only_a_rule_that_looked_is_told_to_have_passed(check_files):
    found = cases(check_files(changed(tiny(), ()), select=("DDE301", "DDE8")))
    assert found.keys() == {("rules without a finding", "DDE301")}


def test_a_failure_tells_each_place_and_how_to_mend_it(check_files):
    report = check_files(
        changed(tiny(), [Cell("users.csv", line, "role", "Teacher") for line in (3, 4)]), select=("DDE301",)
    )
    case = cases(report)["users.csv", "DDE301"]
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert failure.type == "DDE301"
    lines = failure.text.splitlines()
    assert [line.split(":")[1] for line in lines[:2]] == ["3", "4"]
    assert lines[-1].startswith("How to fix it: ")


def test_more_places_than_are_listed_are_counted(check_files):
    changes = [Cell("users.csv", line, "role", "Teacher") for line in (2, 3, 4)]
    report = check_files(changed(tiny(), changes), select=("DDE301",), limit=1)
    assert "3 findings in all files; 1 listed" in cases(report)["users.csv", "DDE301"].result[0].text


def test_what_is_waived_does_not_fail(waived_report):
    case = cases(waived_report)["users.csv", "DDE301"]
    assert case.is_passed
    assert "waived: The SIS vendor mends it" in case.system_out


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\ufffe", "\uffff", "\ud800"])
def test_signs_that_xml_can_not_hold_are_left_out(check_sample, sign):
    report = check_sample("DDE301")
    found = replace(report.findings[0], file=f"us{sign}ers.csv", message=f"a{sign}b", value=f"<{sign}&]]>")
    told = read(replace(report, findings=(found,), profile=f"p{sign}"), show_values=True)
    assert told.tests

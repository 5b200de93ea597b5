"""Findings in groups and through the filter, without any screen."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from checks.finding import (
    CheckedFile,
    Finding,
    Report,
    Review,
    RuleCount,
    Severity,
    Waiver,
    WaiverState,
    WaiverUse,
)
from checks.profile.model import Basis
from checks.rules.registry import find_rule
from dde_tui.screens.check.finding_groups import FindingGroups

ERROR, WARNING, INFO = Severity


def finding(code: str, severity: Severity, file: str, line: int | None, **more: object) -> Finding:
    given = {"column": None, "value": None, "message": "It is wrong.", "basis": Basis.STANDARD, **more}
    return Finding(code, severity, Review.INITIAL, file=file, line=line, **given)


FINDINGS = (
    finding("DDE101", ERROR, "courses.csv", None, message="courses.csv is missing."),
    finding("DDE301", ERROR, "users.csv", 19, column="role", value="pupil"),
    finding("DDE301", WARNING, "users.csv", 7, column="role", basis=Basis.ASSUMED),
    finding("DDE308", WARNING, "users.csv", 19, column="email", value="nobody@nowhere"),
    finding("DDE606", INFO, "classes.csv", 4, column="classType", waived=True),
)


def report_of(*findings: Finding, unkept: int = 0, **more: object) -> Report:
    """A report of these findings; of each rule, `unkept` more were counted than kept."""
    rules = {}
    for code, kept in Counter(each.code for each in findings).items():
        inside = [each for each in findings if each.code == code]
        severity = min((each.severity for each in inside), key=list(Severity).index)
        rules[code] = RuleCount("", severity, Review.INITIAL, kept + unkept, kept, kept, {severity: kept})
    by_file: dict[str, Counter[Severity]] = {}
    for each in findings:
        by_file.setdefault(each.file, Counter())[each.severity] += not each.waived
    files = tuple(CheckedFile(file, 100, "", 10) for file in by_file if file != "courses.csv")
    return Report("cli-engage", "1", "files", files, findings, rules, by_file=by_file, **more)


def shown(found: FindingGroups, words: str = "", **how: bool) -> list[tuple[str, int]]:
    return [(group.key, group.count) for group in found.groups(words, **how)]


def test_the_worst_rules_come_first() -> None:
    found = FindingGroups(report_of(*FINDINGS))
    assert shown(found) == [("DDE101", 1), ("DDE301", 2), ("DDE308", 1), ("DDE606", 1)]
    assert found.groups()[1].title == find_rule("DDE301").title


def test_the_worst_files_come_first_and_their_findings_stand_by_line() -> None:
    groups = FindingGroups(report_of(*FINDINGS)).groups(by_file=True)
    assert [(group.key, group.count, group.title) for group in groups] == [
        ("courses.csv", 1, "not read"),
        ("users.csv", 3, "10 rows"),
        ("classes.csv", 1, "10 rows"),
    ]
    assert [(each.line, each.code) for each in groups[1].findings] == [
        (7, "DDE301"),
        (19, "DDE301"),
        (19, "DDE308"),
    ]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("", [("DDE101", 1), ("DDE301", 2), ("DDE308", 1), ("DDE606", 1)]),
        ("error", [("DDE101", 1), ("DDE301", 1)]),
        ("warnings", [("DDE301", 1), ("DDE308", 1)]),
        ("ERROR info", [("DDE101", 1), ("DDE301", 1), ("DDE606", 1)]),
        ("users.csv:19", [("DDE301", 1), ("DDE308", 1)]),
        ("users email", [("DDE308", 1)]),
        ("assumed", [("DDE301", 1)]),
        ("waived", [("DDE606", 1)]),
        ("is missing", [("DDE101", 1)]),
        ("value-not-in-list", [("DDE301", 2)]),
        ("pupil", [("DDE301", 1)]),
        ("nothing at all", []),
    ],
)
def test_every_word_of_the_filter_must_stand_in_the_finding(words: str, left: list[tuple[str, int]]) -> None:
    assert shown(FindingGroups(report_of(*FINDINGS)), words) == left


def test_a_group_is_as_bad_as_what_the_filter_lets_through() -> None:
    (group, _) = FindingGroups(report_of(*FINDINGS)).groups("warning")
    assert (group.key, group.severity) == ("DDE301", WARNING)


def test_a_hidden_value_is_not_found_either() -> None:
    assert shown(FindingGroups(report_of(*FINDINGS), shows_values=False), "pupil") == []


def test_a_file_is_as_bad_as_its_worst_place_also_when_that_was_not_kept() -> None:
    report = report_of(*FINDINGS)
    counted = {**report.by_file, "classes.csv": {ERROR: 9, WARNING: 0, INFO: 0}}
    groups = FindingGroups(replace(report, by_file=counted)).groups(by_file=True)
    assert (groups[0].key, groups[0].severity, groups[0].count) == ("classes.csv", ERROR, 10)


def test_places_that_were_not_kept_are_counted_but_not_filtered() -> None:
    found = FindingGroups(report_of(*FINDINGS, unkept=90))
    assert found.unkept == 4 * 90
    assert [(group.count, group.unkept) for group in found.groups()][:2] == [(91, 90), (92, 90)]
    assert [(group.count, group.unkept) for group in found.groups("error")] == [(1, 0), (1, 0)]


def test_a_waived_finding_has_its_reason() -> None:
    waivers = (
        Waiver("DDE606", "wrong file", date(2027, 1, 1), file="users.csv"),
        Waiver("DDE606", "CLI knows", date(2027, 5, 31)),
    )
    uses = tuple(WaiverUse(waiver, WaiverState.APPLIED, {INFO: 1}) for waiver in waivers)
    found = FindingGroups(report_of(*FINDINGS, waivers=uses))
    assert found.reason(FINDINGS[-1]) == "CLI knows (until 2027-05-31)"
    assert found.reason(FINDINGS[0]) == ""

"""Reports that the forms are tested with: a district with mistakes, a waiver, and very many findings."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle, islice

import pytest

from checks.example.changes import Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.finding import Finding, Report, RuleCount, Severity, Waiver
from checks.rules.registry import find_rule
from checks.tables.statistics import Completeness, School, Statistics

MARK = "Qx7Mark"
"""A value that stands nowhere else, in any letter case."""

_PORTRAIT = Statistics(
    schools=(School("Lone Oak <b>Early</b>", {"PK": 40, "KG": 12}), School("Mesa Verde", {"PK": 7})),
    grades=("PK", "KG"),
    homerooms={0: 1, 18: 2, 22: 4},
    columns=(
        Completeness("users.csv", "sourcedId", True, 412, 412),
        Completeness("users.csv", "role", True, 411, 412),
        Completeness("users.csv", "sms", False, 1, 412),
    ),
)


@pytest.fixture(scope="session")
def district_report(check_files):
    """The report on the sample district with all its mistakes."""
    rows = district()
    return check_files(with_mistakes(rows, planted(rows)))


@pytest.fixture(scope="session")
def report_of():
    """Makes a report in which one rule is broken, at the places of its own sample."""

    def of(code):
        rule = find_rule(code)
        findings = tuple(
            Finding(code, rule.severity, rule.review, rule.basis, *place, None, rule.title)
            for place in rule.at
        )
        count = len(findings)
        by_severity = {**dict.fromkeys(Severity, 0), rule.severity: count}
        counts = RuleCount(rule.name, rule.severity, rule.review, count, count, count, by_severity)
        return Report("cli-engage", "1", "export", (), findings, {code: counts})

    return of


@pytest.fixture(scope="session")
def marked_report(check_files):
    """A report in which a value could be told: a role and an e-mail address."""
    marks = [Cell("users.csv", 3, "role", MARK), Cell("users.csv", 3, "email", MARK.upper())]
    return check_files(changed(tiny(), marks))


@pytest.fixture(scope="session")
def sample_statistics():
    """A roster in figures, with a name that looks like markup."""
    return _PORTRAIT


@pytest.fixture(scope="session")
def waived_report(check_files):
    """A report in which two findings are waived and one of another rule counts."""
    changes = [
        *(Cell("users.csv", line, "role", "Teacher") for line in (3, 4)),
        Cell("users.csv", 3, "email", "a b"),
    ]
    waiver = Waiver("DDE301", because="The SIS vendor mends it, ticket 7", until=date(2026, 9, 30))
    return check_files(changed(tiny(), changes), waivers=(waiver,), select=("DDE301", "DDE308"))


@pytest.fixture(scope="session")
def many(district_report):
    """Makes a report of so many findings out of the district's."""

    @cache
    def of(count):
        findings = [
            replace(found, line=line, hint=f"Did you mean word {line % 997}?" if line % 3 else found.hint)
            for line, found in enumerate(islice(cycle(district_report.findings), count), 2)
        ]
        findings.sort(key=lambda found: (found.code, found.line))
        rules = {}
        for code, rule in district_report.rules.items():
            places = sum(found.code == code for found in findings)
            by_severity = {**dict.fromkeys(Severity, 0), rule.severity: places}
            rules[code] = replace(rule, count=places, shown=places, affected=places, by_severity=by_severity)
        return replace(district_report, findings=tuple(findings), rules=rules)

    return of

"""Every known problem of roster files is found: by its rule, at its place, and nothing else with it."""

from datetime import date

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.finding import Severity
from checks.profile.settlement import settle
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules, find_rule
from problems.listed import CLI_RULES, KNOWN
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)
LEAST = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.INFO, "": Severity.INFO}
ORDER = list(Severity)
SAMPLES = [
    pytest.param(problem, sample, id=f"{problem.number}-{sample.example}")
    for problem in (*KNOWN, *CLI_RULES)
    for sample in problem.samples
]


@pytest.fixture(scope="module")
def report(check_files):
    """Checks a sample; `before` is given only where two sets are compared."""

    def of(sample):
        profile = load_profile(sample.profile)
        if sample.told:
            for question, answer in find_rule(sample.found[0][0]).told:
                profile = settle(profile, question, answer, on=TODAY, source="a test")
        options = {}
        if sample.before is not None:
            options["before"] = in_memory(changed(tiny(), sample.before))
        return check_files(changed(tiny(), sample.changes), profile, **options)

    return of


@pytest.mark.parametrize(("problem", "sample"), SAMPLES)
def test_a_problem_is_found_at_its_place_and_nothing_else_with_it(report, problem, sample):
    findings = report(sample).findings
    places = {(found.code, found.file, found.line, found.column): found.severity for found in findings}
    heavy = {place for place, severity in places.items() if severity is not Severity.INFO}
    assert set(sample.found) <= set(places), sorted(places, key=str)
    assert heavy <= set(sample.found)
    worst = min(ORDER.index(places[place]) for place in sample.found)
    is_lighter = worst > ORDER.index(LEAST[problem.mark])
    assert is_lighter == bool(sample.lighter), "say why it is lighter than the problem's mark, or no more"


def test_the_list_is_whole():
    assert [problem.number for problem in KNOWN] == [str(number) for number in range(1, 39)]
    assert [problem.number for problem in CLI_RULES] == [f"C{number}" for number in range(1, 13)]
    assert {code for problem in (*KNOWN, *CLI_RULES) for code in problem.codes} <= set(all_rules())

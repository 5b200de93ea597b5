"""What the tests of the file contract share: sets held in memory, and findings as places."""

from datetime import date
from functools import cache

import pytest

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.fixes.fix_set import plan
from checks.job import UNWATCHED
from checks.profile.settlement import settle
from checks.rules.choices import load_profile
from checks.rules.registry import find_rule
from checks.rules.rule import CompareRule
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)


@pytest.fixture(scope="session")
def set_of():
    """Makes a set of files of their bytes."""
    return in_memory


@pytest.fixture(scope="session")
def check_files():
    """Checks files given by their bytes."""

    def run(files, profile="cli-engage", today=TODAY, job=UNWATCHED, **options):
        chosen = load_profile(profile) if isinstance(profile, str) else profile
        return check(in_memory(files), chosen, today=today, options=CheckOptions(**options), job=job)

    return run


@pytest.fixture(scope="session")
def check_sample(check_files):
    """Checks a rule's bad sample, once for all the tests that look at the report.

    What CLI must have told for the rule is told, and a rule that compares has its earlier set.
    """

    def run(code):
        rule, profile = find_rule(code), load_profile()
        for question, answer in rule.told:
            profile = settle(profile, question, answer, on=TODAY, source="a call")
        before = in_memory(changed(tiny(), rule.earlier)) if isinstance(rule, CompareRule) else None
        return check_files(changed(tiny(), rule.bad), profile, before=before)

    return cache(run)


@pytest.fixture(scope="session")
def places():
    """Turns a report into the places of its findings."""

    def of(report):
        return [(f.code, f.file, f.line, f.column) for f in report.findings]

    return of


@pytest.fixture(scope="session")
def mend():
    """Plans the fixes of a set of files given by their bytes."""

    def run(files, profile="cli-engage", today=TODAY, job=UNWATCHED, **options):
        chosen = load_profile(profile) if isinstance(profile, str) else profile
        return plan(in_memory(files), chosen, today=today, options=CheckOptions(**options), job=job)

    return run


@pytest.fixture(scope="session")
def mended_files():
    """The bytes of the files of a fixed set, by their paths in it."""

    def of(repairs):
        return {
            "/".join(filter(None, (file.folder, file.name))): b"".join(file.pieces())
            for file in repairs.files
        }

    return of


@pytest.fixture(scope="session")
def made():
    """The changes that were made: repair, file, column, how many."""

    def of(repairs):
        return [(each.fix.name, each.file, each.column, each.count) for each in repairs.changes]

    return of

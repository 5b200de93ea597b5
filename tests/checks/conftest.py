"""What the tests of the file contract share: sets held in memory, and findings as places."""

from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest

from checks.engine import check
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.profile import load_profile
from checks.rules import find_rule
from checks.source import FileSet, SourceFile

TODAY = date(2026, 9, 1)


def file_set(files):
    """A set of files by their bytes; a name may hold a folder, as in a zip."""
    held = []
    for path, data in files.items():
        folder, _, name = path.rpartition("/")
        held.append(SourceFile(name, len(data), partial(bytes, data), folder))
    return FileSet(Path("set"), tuple(held))


@pytest.fixture(scope="session")
def check_files():
    """Checks files given by their bytes."""

    def run(files, profile="cli-engage", **options):
        chosen = load_profile(profile) if isinstance(profile, str) else profile
        return check(file_set(files), chosen, **{"today": TODAY, **options})

    return run


@pytest.fixture(scope="session")
def check_sample(check_files):
    """Checks a rule's bad sample; each is checked once for all the tests that look at the report."""
    return cache(lambda code: check_files(changed(tiny(), find_rule(code).bad)))


@pytest.fixture(scope="session")
def places():
    """Turns a report into the places of its findings."""

    def of(report):
        return [(f.code, f.file, f.line, f.column) for f in report.findings]

    return of

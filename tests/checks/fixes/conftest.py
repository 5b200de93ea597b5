"""What the tests of repairs share: a set mended in memory, and its tables."""

from datetime import date

import pytest

from checks.engine.options import CheckOptions
from checks.fixes.fix_set import plan
from checks.job import UNWATCHED
from checks.rules.choices import load_profile
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)


@pytest.fixture(scope="session")
def mend():
    """Plans what is mended in a set of files by their bytes."""

    def run(files, profile="cli-engage", today=TODAY, job=UNWATCHED, **options):
        chosen = load_profile(profile) if isinstance(profile, str) else profile
        return plan(in_memory(files), chosen, today=today, options=CheckOptions(**options), job=job)

    return run


@pytest.fixture(scope="session")
def mended_files():
    """The bytes of the files of a mended set, by their paths in it."""

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
        return [(each.repair.name, each.file, each.column, each.count) for each in repairs.changes]

    return of

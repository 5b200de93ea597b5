"""Another edition is known by its columns, and never by a slip of the pen."""

import pytest

from checks.input.layouts.editions import EDITIONS, edition_of_set, find_edition
from checks.rules.choices import load_profile

PROFILE = load_profile("oneroster-1.1")
OLD, NEW = EDITIONS


def edition(file, names):
    found = find_edition(file, list(names), PROFILE.file(file).header)
    return found and found.name


@pytest.mark.parametrize("spec", PROFILE.files, ids=lambda spec: spec.name)
def test_the_standard_is_no_other_edition(spec):
    assert edition(spec.name, spec.header) is None


@pytest.mark.parametrize(
    ("which", "file"),
    [(each, file) for each in EDITIONS for file in each.headers if file != "academicSessions.csv"],
    ids=lambda each: getattr(each, "name", each),
)
def test_the_whole_header_of_an_edition_is_that_edition(which, file):
    assert edition(file, which.headers[file]) == which.name


@pytest.mark.parametrize("spec", PROFILE.tables, ids=lambda spec: spec.name)
def test_no_single_column_that_is_missing_or_misspelled_makes_another_edition(spec):
    for column in spec.header:
        assert edition(spec.name, [name for name in spec.header if name != column]) is None
        changed = [name.removesuffix("s").lower() if name == column else name for name in spec.header]
        assert edition(spec.name, changed) is None


def test_a_name_that_nobody_writes_by_a_slip_is_enough():
    users = [{"agentSourcedIds": "agents"}.get(name, name) for name in PROFILE.file("users.csv").header]
    assert edition("users.csv", users) == "1.0"


def test_two_names_of_an_edition_are_enough():
    header = PROFILE.file("users.csv").header
    old = {"userIds": "userId", "grades": "grade"}
    assert edition("users.csv", [old.get(name, name) for name in header[:-2]]) is None
    assert edition("users.csv", [*header, "preferredGivenName", "pronouns"]) == "1.2"


def test_metadata_columns_at_their_place_are_of_this_edition():
    header = PROFILE.file("orgs.csv").header
    added = ["metadata.classification", "metadata.gender", "metadata.boarding"]
    assert edition("orgs.csv", [*header, *added]) is None
    assert edition("orgs.csv", [*header[:-1], *added, header[-1]]) == "1.0"


def test_a_set_is_in_the_edition_that_two_of_its_files_show():
    standard = {spec.name: spec.header for spec in PROFILE.files}
    old = {name: list(header) for name, header in OLD.headers.items()}
    alone = {"academicSessions.csv": old["academicSessions.csv"], "users.csv": old["users.csv"]}
    assert edition_of_set(old, standard) is OLD
    assert edition_of_set(alone, standard) is None
    assert edition_of_set({name: list(header) for name, header in standard.items()}, standard) is None

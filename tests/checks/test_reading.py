"""Which column of a file is which: exact, misspelled, twice, unknown, missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.profile import load_profile
from checks.reading import match_header

PROFILE = load_profile()
USERS = PROFILE.file("users.csv")


def header(file="users.csv", **changes):
    return [changes.get(name, name) for name in PROFILE.file(file).header]


@pytest.mark.parametrize("spec", PROFILE.files, ids=lambda spec: spec.name)
def test_the_standard_header_fits(spec):
    found = match_header(list(spec.header), spec)
    assert found.places == {name: place for place, name in enumerate(spec.header)}
    assert not any((found.misspelled, found.missing, found.twice, found.unknown, found.metadata))
    assert found.in_order


@pytest.mark.parametrize(
    ("file", "column", "written"),
    [
        ("users.csv", "email", "Email"),
        ("users.csv", "email", " email"),
        ("users.csv", "email", "e-mail"),
        ("users.csv", "sourcedId", "sourceId"),
        ("users.csv", "sourcedId", "\ufeffsourcedId"),
        ("users.csv", "orgSourcedIds", "orgSourcedId"),
        ("users.csv", "givenName", "given_name"),
        ("users.csv", "userIds", "userId"),
        ("users.csv", "agentSourcedIds", "agents"),
        ("users.csv", "grades", "grade"),
        ("demographics.csv", "sourcedId", "userSourcedId"),
        ("demographics.csv", "birthDate", "birthdate"),
        ("courses.csv", "schoolYearSourcedId", "schoolYearId"),
        ("manifest.csv", "value", "propertyValue"),
    ],
)
def test_a_misspelled_column_is_taken_for_the_one_it_is_meant_to_be(file, column, written):
    spec = PROFILE.file(file)
    found = match_header([written if name == column else name for name in spec.header], spec)
    assert found.misspelled == {column: written}
    assert found.places[column] == spec.header.index(column)
    assert not any((found.missing, found.unknown, found.twice))
    assert found.in_order


def test_a_column_that_is_like_none_is_unknown_and_the_other_is_missing():
    found = match_header(header(email="campus"), USERS)
    assert (found.unknown, found.missing) == (("campus",), ("email",))


def test_a_standard_column_never_stands_for_another():
    spec = PROFILE.file("enrollments.csv")
    found = match_header([name for name in spec.header if name != "sourcedId"], spec)
    assert found.missing == ("sourcedId",)
    assert not found.misspelled


@pytest.mark.parametrize("name", ["email", "campus", "", "metadata.dayType"])
def test_a_column_that_stands_twice_is_told_once(name):
    found = match_header([*header(), *[name] * (2 if name == "email" else 3)], USERS)
    assert found.twice == (name,)
    assert found.places["email"] == USERS.header.index("email")


def test_metadata_columns_come_last():
    assert match_header([*header(), "metadata.a", "metadata.b"], USERS).in_order
    found = match_header(["metadata.a", *header()], USERS)
    assert not found.in_order
    assert found.metadata == ("metadata.a",)
    assert not found.unknown


def test_the_order_of_the_standard_counts():
    assert not match_header(header()[::-1], USERS).in_order
    assert match_header(header()[::2], USERS).in_order


@pytest.mark.parametrize("row", [["S1", "", "", "Zoë", "student"], [""], ["1", "2"]])
def test_a_first_row_that_names_no_column_hands_nothing_on(row):
    found = match_header(row, USERS)
    assert not any((found.places, found.unknown, found.twice, found.metadata, found.misspelled))
    assert found.missing == USERS.header


@given(
    st.lists(
        st.sampled_from([*USERS.header, "Email", "grade", "metadata.x", "", "campus"]) | st.text(max_size=9)
    )
)
def test_any_header_gives_every_column_one_place_at_most(names):
    found = match_header(names, USERS)
    assert set(found.places) | set(found.missing) == set(USERS.header)
    assert not set(found.places) & set(found.missing)
    assert len(set(found.places.values())) == len(found.places)
    for column, place in found.places.items():
        assert names[place] == found.misspelled.get(column, column)

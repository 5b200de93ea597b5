"""Which column of a file is which: exact, misspelled, twice, unknown, missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.input.header import match_header
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.choices import load_profile

PROFILE = load_profile()
USERS = PROFILE.file("users.csv")
TOLD = replace(USERS, columns=(*USERS.columns, ColumnSpec("metadata.dayType", Type.STRING, basis=Basis.TOLD)))


def header(file="users.csv", **changes):
    return [changes.get(name, name) for name in PROFILE.file(file).header]


@pytest.mark.parametrize("spec", PROFILE.files, ids=lambda spec: spec.name)
def test_the_standard_header_fits(spec):
    found = match_header(list(spec.header), spec)
    assert found.places == {name: place for place, name in enumerate(spec.header)}
    assert not any((found.misspelled, found.missing, found.twice, found.unknown, found.metadata))
    assert not found.out_of_place
    assert found.edition is None


@pytest.mark.parametrize(
    ("file", "column", "written"),
    [
        ("users.csv", "email", "Email"),
        ("users.csv", "email", " email"),
        ("users.csv", "email", "e-mail"),
        ("users.csv", "sourcedId", "sourceId"),
        ("users.csv", "sourcedId", "\ufeffsourcedId"),
        ("users.csv", "role", "ro\u200ble"),
        ("users.csv", "role", "\u00a0role"),
        ("users.csv", "role", '"role"'),
        ("users.csv", "role", ""),
        ("users.csv", "sourcedId", " "),
        ("users.csv", "password", "\ufeff"),
        ("users.csv", "username", "us\u00e9rname"),
        ("users.csv", "givenName", "First Name"),
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
    assert not any((found.missing, found.unknown, found.twice, found.out_of_place))


def test_a_column_that_is_like_none_is_unknown_and_the_other_is_missing():
    found = match_header(header(email="campus"), USERS)
    assert (found.unknown, found.missing) == (("campus",), ("email",))


def test_a_standard_column_never_stands_for_another():
    spec = PROFILE.file("enrollments.csv")
    found = match_header([name for name in spec.header if name != "sourcedId"], spec)
    assert found.missing == ("sourcedId",)
    assert not found.misspelled


@pytest.mark.parametrize("name", ["email", "campus", "metadata.dayType"])
def test_a_column_that_stands_twice_is_told_once(name):
    found = match_header([*header(), *[name] * (2 if name == "email" else 3)], USERS)
    assert found.twice == (name,)
    assert found.places["email"] == USERS.header.index("email")


def test_a_column_that_stands_once_more_in_another_spelling_stands_twice():
    found = match_header([*header(), "E-Mail", " email"], USERS)
    assert (found.twice, found.unknown) == (("email",), ())
    found = match_header(["Email", *header()], USERS)
    assert found.places["email"] == USERS.header.index("email") + 1
    assert found.twice == ("email",)


def test_the_surest_likeness_counts_first():
    found = match_header(["orgSourcedIdss", "ORGSOURCEDIDS", *header()[:4]], USERS)
    assert found.places["orgSourcedIds"] == 1
    assert found.unknown == ("orgSourcedIdss",)


def test_columns_without_a_name_are_counted_and_are_no_column():
    found = match_header([*header(), "", "", " "], USERS)
    assert found.blank == (18, 19, 20)
    assert not any((found.twice, found.unknown, found.misspelled, found.missing))


def test_a_cell_without_a_name_between_strangers_is_no_column():
    found = match_header(["sourcedId", "campus", "", "bus", *header()[4:]], USERS)
    assert found.blank == (2,)
    assert {"status", "dateLastModified"} <= set(found.missing)


def test_metadata_columns_come_last():
    assert not match_header([*header(), "metadata.a", "metadata.b"], USERS).out_of_place
    found = match_header(["metadata.a", *header()], USERS)
    assert found.out_of_place == ("metadata.a",)
    assert found.metadata == ("metadata.a",)
    assert not found.unknown


@pytest.mark.parametrize(
    "written", ["metadata.dayType", "metadata.DayType", "metadata.dayTyp", "Metadata.dayType", "dayType"]
)
def test_a_metadata_column_that_cli_named_is_matched_like_any_other(written):
    found = match_header([*header(), written, "metadata.other"], TOLD)
    assert found.places["metadata.dayType"] == 18
    assert found.misspelled == ({} if written == "metadata.dayType" else {"metadata.dayType": written})
    assert found.metadata == ("metadata.other",)
    assert not any((found.missing, found.unknown, found.out_of_place))


def test_told_metadata_columns_may_stand_in_any_order_and_never_stand_for_others():
    found = match_header([*header(), "metadata.z", "metadata.dayType"], TOLD)
    assert not found.out_of_place
    found = match_header([*header(email="metadata.email")], TOLD)
    assert (found.missing, found.metadata) == (("email", "metadata.dayType"), ("metadata.email",))


@pytest.mark.parametrize(
    ("names", "moved"),
    [
        (["email", *(name for name in USERS.header if name != "email")], ("email",)),
        ([*USERS.header[1:], "sourcedId"], ("sourcedId",)),
        ([*USERS.header[:-2], "password", "grades"], ("password",)),
        (list(USERS.header[::2]), ()),
        (list(USERS.header[::-1]), USERS.header[:0:-1]),
    ],
)
def test_the_fewest_columns_that_would_have_to_move_are_out_of_place(names, moved):
    assert match_header(names, USERS).out_of_place == moved


@pytest.mark.parametrize(
    "row",
    [
        ["S1", "", "", "Zoë", "student"],
        [""],
        ["1", "2"],
        ["S1", "", "", "true", "101", "student", "zoe", "", "Zoë", "O'Quinn", "", "", "", "", "", "password"],
    ],
)
def test_a_first_row_that_names_hardly_a_column_hands_nothing_on(row):
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

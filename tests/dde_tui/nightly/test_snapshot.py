"""A snapshot is written and read as it was, holds no student's value, and nothing else is taken for one."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.example.district import district
from dde_tui.nightly.hashing import Hasher
from dde_tui.nightly.snapshot import Snapshot, SnapshotError
from support.changed_sets import KEY, snapshot, with_cells

ROWS = district()
SNAPSHOT = snapshot(ROWS)
DATA = json.loads(json.dumps(SNAPSHOT.to_data()))


def test_what_was_written_is_read_as_it_was():
    assert Snapshot.from_data(DATA) == SNAPSHOT


def test_it_holds_no_value_of_a_person(secrets_of_the_district):
    text = json.dumps(DATA)
    ids = [row["sourcedId"] for row in ROWS["users.csv"]]
    assert [value for value in (*secrets_of_the_district, *ids) if value in text] == []


def test_a_name_in_the_column_of_schools_or_grades_is_not_kept():
    rows = with_cells(ROWS, "users.csv", lambda _row: {"orgSourcedIds": "Renata Canary", "grades": "Canary"})
    rows = with_cells(rows, "academicSessions.csv", lambda _row: {"schoolYear": "Canary"})
    rows = with_cells(rows, "classes.csv", lambda _row: {"schoolSourcedId": "Canary", "grades": "Canary"})
    assert "Canary" not in json.dumps(snapshot(rows).to_data())


def test_the_same_child_has_the_same_identity_in_other_capitals_and_a_broken_encoding():
    changed = with_cells(
        ROWS,
        "users.csv",
        lambda row: {"givenName": row["givenName"].upper(), "familyName": row["familyName"]},
    )
    ids = [[each.who for each in snapshot(rows).members["student"]] for rows in (ROWS, changed)]
    same = sum(one == other for one, other in zip(*ids, strict=True))
    assert same == len(ids[0])


def test_another_key_makes_other_hashes():
    assert Hasher(b"another key").name != KEY.name
    assert Hasher(b"another key")("id", "S1") != KEY("id", "S1")


def test_cells_do_not_run_into_one_another():
    assert KEY("ab", "c") != KEY("a", "bc")


DAMAGE = {
    "another schema": lambda data: data.update(schema="dde-snapshot/9"),
    "no members": lambda data: data.pop("members"),
    "an unknown kind": lambda data: data["members"].update(cat=data["members"]["student"]),
    "columns of two lengths": lambda data: data["members"]["student"]["id"].pop(),
    "a school that is none": lambda data: data["members"]["student"]["school"].__setitem__(0, 10_000),
    "a negative number": lambda data: data["members"]["student"]["id"].__setitem__(0, -1),
    "a truth value": lambda data: data["members"]["student"]["id"].__setitem__(0, True),
    "a hash that is too large": lambda data: data["members"]["student"]["row"].__setitem__(0, 2**64),
    "a word with a line break": lambda data: data["words"].__setitem__(0, "a\nb"),
    "rows that are text": lambda data: data["files"].update({"users.csv": "252"}),
    "columns that are text": lambda data: data["columns"].update({"users.csv": "role"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_refused(damage):
    data = deepcopy(DATA)
    DAMAGE[damage](data)
    with pytest.raises(SnapshotError):
        Snapshot.from_data(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(DATA)), JSON)
def test_whatever_stands_in_a_file_is_read_or_refused(name, value):
    try:
        Snapshot.from_data({**DATA, name: value})
    except SnapshotError:
        return

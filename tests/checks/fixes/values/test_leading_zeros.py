"""Leading zeros come back only where the other file proves them."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, changed
from checks.example.tiny import tiny

CUT = Cell("enrollments.csv", 4, "schoolSourcedId", "57950101")
SCHOOL = "057950101"


def test_zeros_come_back_where_the_other_file_has_that_id(mend, made, mended_files):
    repairs = mend(changed(tiny(), (CUT,)))
    assert made(repairs) == [("leading-zeros", "enrollments.csv", "schoolSourcedId", 1)]
    assert mended_files(repairs) == changed(tiny(), ())
    assert repairs.after.rules == {}


@pytest.mark.parametrize(
    "reason",
    [
        AddRow("orgs.csv", 3, {"sourcedId": "0057950101", "name": "Another"}),
        AddRow("orgs.csv", 3, {"sourcedId": "57950101", "name": "Another"}),
        Bytes("orgs.csv", b"057950101,057950\n", b"057950101,057950\n0057950101,,,Oak, East,school,,\n"),
        Bytes("orgs.csv", b"057950101,057950\n", b"057950101,057950\n57950101,,,Oak, East,school,,\n"),
        Cell("manifest.csv", 14, "value", "delta"),
    ],
    ids=[
        "two candidates",
        "the ID itself",
        "one in a damaged row",
        "itself in a damaged row",
        "changes only",
    ],
)
def test_zeros_stay_away_where_anything_else_may_be_meant(mend, made, reason):
    rows = tiny()
    if isinstance(reason, Cell):
        at = next(i for i, row in enumerate(rows["manifest.csv"]) if row["propertyName"] == "file.orgs")
        reason = Cell("manifest.csv", at + 2, "value", "delta")
    assert "leading-zeros" not in [name for name, *_ in made(mend(changed(rows, (CUT, reason))))]


@pytest.mark.parametrize("value", ["7950101", "0057950101", "57950101.0", "57950101x"])
def test_only_a_number_without_its_zeros_is_taken_for_the_id(mend, made, value):
    files = changed(tiny(), (Cell("enrollments.csv", 4, "schoolSourcedId", value),))
    assert made(mend(files)) == []


def test_an_id_is_not_changed_in_the_file_that_defines_it(mend, made):
    files = changed(tiny(), (Cell("orgs.csv", 3, "sourcedId", "57950101"),))
    repairs = mend(files)
    assert made(repairs) == []
    assert {each.code for each in repairs.after.findings} == {each.code for each in repairs.before.findings}


def people(changes=()):
    """The tiny roster with IDs of digits alone for its children."""
    ids = {"S1": "007215", "S2": "007216"}
    rows = {
        name: [{column: ids.get(value, value) for column, value in row.items()} for row in table]
        for name, table in tiny().items()
    }
    return changed(rows, changes)


def test_a_key_that_refers_gets_its_zeros_unless_that_makes_a_second_row(mend, made, mended_files):
    cut = Cell("demographics.csv", 2, "sourcedId", "7215")
    repairs = mend(people((cut,)))
    assert made(repairs) == [("leading-zeros", "demographics.csv", "sourcedId", 1)]
    assert mended_files(repairs) == people()
    twice = AddRow("demographics.csv", 3, {"sourcedId": "007215", "birthDate": "2022-05-01"})
    assert made(mend(people((cut, twice)))) == []


def test_zeros_come_back_inside_of_a_list(mend, mended_files):
    files = changed(tiny(), (Cell("users.csv", 3, "orgSourcedIds", "57950101,057950"),))
    assert b'"057950101,057950"' in mended_files(mend(files))["users.csv"]

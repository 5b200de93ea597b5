"""Rows of an export that are no children, and children on several rows."""

import pytest

from checks.errors import SourceError


@pytest.mark.parametrize("line", [b"Total students: 3", b"Total students: 3,,,,", b"(12 rows affected)"])
def test_a_total_becomes_no_child(room, children, line):
    built = room.write(room.as_csv(children) + line + b"\r\n").build()
    assert f"Row {len(children) + 2}: a total, not a student; left out." in built.notes
    students = [row for row in room.rows()["users.csv"] if row["role"] == "student"]
    assert len(students) == len({row["student_id"] for row in children})


def test_the_column_names_again_become_no_child(room, children):
    data = room.as_csv(children)
    built = room.write(data + data.split(b"\r\n", 1)[0] + b"\r\n\x1a").build()
    assert f"Row {len(children) + 2}: the column names again, not a student; left out." in built.notes


def test_races_on_several_rows_are_joined(room, children):
    rows = [child | {"race": "white"} for child in children]
    rows.insert(1, rows[0] | {"race": "black"})
    room.write(rows).replace('# race = "race" ', 'race = "race" ')
    built = room.build()
    assert (
        "Row 3: another race of a student seen before; all races of the student were put together."
        in built.notes
    )
    assert not any("other data" in note for note in built.notes)
    first = next(
        row for row in room.rows()["demographics.csv"] if row["sourcedId"] == f"S{rows[0]['student_id']}"
    )
    assert [first[name] for name in ("white", "blackOrAfricanAmerican", "asian")] == ["true", "true", "false"]
    assert first["demographicRaceTwoOrMoreRaces"] == "true"


def test_a_note_names_the_columns_in_which_rows_differ(room, children):
    built = room.write([*children, children[0] | {"first_name": "Other"}]).build()
    assert any("with other data in first_name." in note for note in built.notes)


def test_one_column_for_both_names_is_noted(room, children):
    room.write(children).replace('last_name = "last_name"', 'last_name = "first_name"')
    assert any(note.startswith("first_name and last_name are one column") for note in room.build().notes)


@pytest.mark.parametrize("written", ["0/0/0", "00/00/0000", "0000-00-00", "1/0/1900"])
def test_a_day_zero_means_no_date(room, children, written):
    built = room.write([child | {"birth_date": written} for child in children]).build()
    assert {row["birthDate"] for row in room.rows()["demographics.csv"]} == {""}
    assert not any("birth_date" in note for note in built.notes)


def test_vertical_bars_separate_too(room, children):
    room.write(room.as_csv(children, separator="|")).build()
    barred = room.rows()
    room.write(children).build()
    assert room.rows() == barred


def test_a_web_page_is_told_as_one(room):
    with pytest.raises(SourceError) as error:
        room.write(b"<html><table><tr><td>student_id", "roster.xls").build()
    assert error.value.happened == "roster.xls is a web page, not a table."

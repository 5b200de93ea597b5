"""The column names of an export are found below report titles, in every kind of file."""

import io

import openpyxl
import pytest

from dde_tui.build.export.header_row import header_row
from dde_tui.errors import SettingsError


def titled(room, children, *titles):
    return b"".join(title + b"\r\n" for title in titles) + room.as_csv(children)


def test_titles_are_left_out_with_a_note(room, children):
    built = room.write(titled(room, children, b"Caprock Bend ISD", b'"Roster, PK",,', b"")).build()
    assert "The column names are in row 4; the 3 rows above it were left out." in built.notes
    with_titles = room.rows()
    room.write(children).build()
    assert room.rows() == with_titles


def test_row_numbers_in_notes_are_those_of_the_export(room, children):
    first = children[0] | {"sex": "unknown"}
    built = room.write(titled(room, [first, *children[1:]], b"Caprock Bend ISD")).build()
    assert any(note.startswith("Row 3: sex") for note in built.notes)


def test_a_workbook_has_titles_too(room, children):
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (["Caprock Bend ISD"], [], list(children[0]), *(list(child.values()) for child in children)):
        book.active.append(row)
    book.save(data)
    built = room.write(data.getvalue(), "children.xlsx").build()
    assert "The column names are in row 3; the 2 rows above it were left out." in built.notes


def test_a_recipe_may_name_the_row(room, children):
    room.write(titled(room, children, b"Caprock Bend ISD"))
    built = room.replace("# header_row = 4 ", "header_row = 2 ").build()
    assert not any("column names" in note for note in built.notes)


@pytest.mark.parametrize("row", ["0", '"2"', "1001"])
def test_a_row_that_can_not_be_is_refused(room, children, row):
    room.write(children).replace("# header_row = 4 ", f"header_row = {row} ")
    with pytest.raises(SettingsError, match="header_row"):
        room.recipe()


def test_no_row_has_the_names():
    assert header_row([(1, ["a", "b"]), (2, ["c"])], ["x", "y"]) is None

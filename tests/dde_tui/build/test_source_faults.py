"""An export that can't be read is told in a sentence, and nothing is built."""

import io
import zipfile

import pytest

from checks.errors import ExitCode, SourceError
from dde_tui.errors import SettingsError


def refused(room, kind):
    with pytest.raises(kind) as caught:
        room.build()
    assert not room.output.exists()
    return caught.value


def test_a_missing_export_is_named(room):
    error = refused(room, SourceError)
    assert "children.csv was not found" in error.happened
    assert error.exit_code == ExitCode.SOURCE
    assert error.to_do


def test_a_folder_is_no_export(room):
    (room.path / "children.csv").mkdir()
    assert "can't be read" in refused(room, SourceError).happened


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_export_is_named(room, data):
    assert refused(room.write(data), SourceError).happened == "children.csv is empty."


def test_a_header_alone_is_no_export(room, children):
    room.write((",".join(children[0]) + "\r\n" + "," * (len(children[0]) - 1) + "\r\n").encode())
    assert "has a header and no rows" in refused(room, SourceError).happened


def test_a_missing_column_is_named_with_the_nearest(room, children):
    table = [
        {("Student_ID" if name == "student_id" else name): value for name, value in child.items()}
        for child in children
    ]
    error = refused(room.write(table), SettingsError)
    assert "no column with the name that recipe.toml gives as columns.student_id" in error.happened
    assert 'Did you mean "Student_ID"?' in error.to_do
    assert error.exit_code == ExitCode.USAGE


def test_a_column_twice_is_refused(room, children):
    header = ",".join(children[0]) + ",grade\n"
    error = refused(
        room.write((header + ",".join("x" for _ in range(len(children[0]) + 1)) + "\n").encode()), SourceError
    )
    assert "2 columns with the name that recipe.toml gives as columns.grade" in error.happened


def test_a_row_too_long_is_named(room, children):
    error = refused(room.write(b"a,b\n1,2\n3,4,5\n"), SourceError)
    assert "line 3" in error.happened


def test_a_row_too_short_is_named(room):
    error = refused(room.write(b"a,b\n1,2\n3\n4,5\n"), SourceError)
    assert error.happened == "children.csv has fewer fields than its header: Row 3."


def test_an_unclosed_quote_is_no_table(room):
    assert "is not a table" in refused(room.write(b'a,b\n1,"2\n3,4\n'), SourceError).happened


@pytest.mark.parametrize("data", [b"a,b\n1,\x81\n", b"a,b\n\x00,2\n"])
def test_what_is_no_text_is_refused(room, data):
    assert "is not a text file" in refused(room.write(data), SourceError).happened


def test_an_old_or_locked_workbook_says_how_to_save_it(room):
    error = refused(room.write(b"\xd0\xcf\x11\xe0" + bytes(600), "children.xls"), SourceError)
    assert "Save it as .xlsx" in error.to_do


def test_another_zip_is_no_workbook(room):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("users.csv", "a,b\n")
    assert (
        "not a readable workbook"
        in refused(room.write(data.getvalue(), "children.xlsx"), SourceError).happened
    )


def test_a_truncated_workbook_is_no_workbook(room):
    assert (
        "not a readable workbook"
        in refused(room.write(b"PK\x03\x04" + bytes(50), "c.xlsx"), SourceError).happened
    )


def test_a_header_cannot_reach_the_terminal_raw(room):
    error = refused(room.write(b"a\x1b[2J,b\n1,2\n"), SettingsError)
    assert "\x1b" not in error.sentence

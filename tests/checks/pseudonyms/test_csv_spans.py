"""A file taken apart and put together: byte for byte the same, whatever is wrong with it."""

import codecs

import pytest
from hypothesis import given

from checks.pseudonyms.csv_spans import SpanKind, read_sheet
from checks.rules.choices import load_profile
from support import fuzz
from support.file_sets import in_memory

USERS = load_profile().file("users.csv")
ROWS = (
    b'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username\nS1,,,true,"1,2",student,a\n'
)


def sheet_of(data):
    (file,) = in_memory({"users.csv": data}).files
    return read_sheet(file, USERS)


def put_together(sheet):
    return sheet.file_of([piece.text for piece in sheet.pieces], "users.csv", "").read()


@fuzz.options(40)
@given(fuzz.damaged_sets())
def test_a_damaged_file_is_put_together_byte_for_byte(files):
    for file in in_memory(files).files:
        if file.name in fuzz.NAMES:
            sheet = read_sheet(file, load_profile().file(file.name))
            if sheet is not None:
                assert put_together(sheet) == file.read()


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + ROWS,
        ROWS.decode().encode("utf-16"),
        ROWS.decode().encode("utf-16-be"),
        ROWS.decode().encode("utf-16-le") + b"\n",
        ROWS.replace(b"\n", b"\r\n"),
        ROWS.replace(b"\n", b"\r"),
        ROWS + b"\n\n  \n",
        ROWS.removesuffix(b"\n"),
        ROWS + b'S2,,,true,1,student,"a\nb"\nS3,,,"true,1,student,x\n',
        b"\n\n" + ROWS + b"\xf1\n",
    ],
)
def test_encodings_line_ends_and_blank_lines_stay(data):
    sheet = sheet_of(data)
    assert put_together(sheet) == data


def test_lines_are_what_the_check_takes_them_for():
    sheet = sheet_of(ROWS + b'S2,,,true,1,student,"a\nb"\n\nS3,,,"true,1,student,x\nS4,,\n')
    assert [(piece.kind, piece.line, piece.lines) for piece in sheet.pieces] == [
        (SpanKind.HEADER, 1, 1),
        (SpanKind.RECORD, 2, 1),
        (SpanKind.RECORD, 3, 2),
        (SpanKind.BLANK, 5, 1),
        (SpanKind.DAMAGED, 6, 1),
        (SpanKind.DAMAGED, 7, 1),
    ]


def test_cells_are_what_stands_between_quotes_and_separators():
    sheet = sheet_of(ROWS)
    text = 'S1,"a ""b"", c",,x'
    assert [text[begin:end] for begin, end in sheet.cells(text)] == ["S1", 'a ""b"", c', "", "x"]
    broken = 'S1, "Ann" Lee,"x'
    assert [broken[begin:end] for begin, end in sheet.parts(broken)] == ["S1", 'Ann" Lee', "x"]


def test_what_is_no_text_is_no_sheet():
    assert sheet_of(b"\0\xff\xfe\x01binary") is None

"""A damaged or hostile workbook ends in a sentence, soon and with little memory; ghost rows are no table."""

import io
import time
import zipfile

import openpyxl
import pytest

from checks.errors import SourceError
from dde_tui.build.export.delimited import read_delimited
from dde_tui.build.export.workbook import read_workbook

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture(scope="module")
def parts():
    book = openpyxl.Workbook()
    for row in (["id", "name"], ["007", "x"], [1, 2.5]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def with_rows(parts, rows, before=""):
    sheet = f"<worksheet {NAMESPACE}>{before}<sheetData>{rows}</sheetData></worksheet>"
    return packed({**parts, "xl/worksheets/sheet1.xml": sheet})


def refused(data):
    begun = time.process_time()
    with pytest.raises(SourceError) as caught:
        read_workbook(data, "children.xlsx")
    assert time.process_time() - begun < 10
    return caught.value.happened


def test_every_part_cut_anywhere_is_a_damaged_workbook_or_a_table(parts):
    refusals = set()
    for name, content in parts.items():
        for cut in (0, 1, len(content) // 2, len(content) - 1):
            try:
                read_workbook(packed({**parts, name: content[:cut]}), "children.xlsx")
            except SourceError as error:
                refusals.add(error.happened)
    assert refusals == {"children.xlsx is not a readable workbook."}


def test_flipped_bytes_are_a_damaged_workbook_or_a_table(parts):
    good, refusals = packed(parts), set()
    for at in range(0, len(good), 61):
        data = bytearray(good)
        data[at] ^= 0xFF
        try:
            read_workbook(bytes(data), "children.xlsx")
        except SourceError as error:
            refusals.add(error.exit_code)
    assert refusals == {3}


@pytest.mark.parametrize("flag", [b"\x01\x00", b"\x00\x00"])
def test_an_encrypted_member_and_an_unknown_packing_are_a_damaged_workbook(parts, flag):
    data = bytearray(packed(parts))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset : at + offset + 2] = flag
            if flag == b"\x00\x00":
                data[at + offset + 2 : at + offset + 4] = b"\x63\x00"
            at = data.find(signature, at + 4)
    assert refused(bytes(data)) == "children.xlsx is not a readable workbook."


BOMBS = {
    "cells in a row": "<row>" + "<c/>" * 210_000 + "</row>",
    "a value far to the right": '<row><c r="XFD1"><v>1</v></c></row>',
    "nested cells": "<row>" + "<c>" * 210_000,
    "more rows than a table has": "<row><c><v>1</v></c><c><v>1</v></c></row>" * 5
    + '<row r="9000"><c r="ALL9000"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_sheet_made_to_fill_the_memory_is_refused(parts, name):
    assert refused(with_rows(parts, BOMBS[name])) == "children.xlsx is too large to be read as a workbook."


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_part_with_millions_of_tags_is_refused(parts, part):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    strings = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    types = parts["[Content_Types].xml"]
    if part == "xl/sharedStrings.xml":
        types = types.replace(b"</Types>", strings)
    data = packed({**parts, "[Content_Types].xml": types, part: "<a>" + "<b/>" * 2_100_000 + "</a>"})
    assert refused(data) == "children.xlsx is too large to be read as a workbook."


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:A1", "nonsense"])
def test_the_size_that_a_sheet_claims_is_not_believed(parts, dimension):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
    grid = read_workbook(with_rows(parts, rows, f'<dimension ref="{dimension}"/>'), "children.xlsx")
    assert grid.frame.to_numpy().tolist() == [["1", ""], ["", "2"]]
    assert grid.notes == ()


def test_ghost_rows_end_the_table_without_a_word_and_a_cell_far_below_with_one(parts):
    """Formatted rows without a value go on to the millionth in many a real workbook."""
    head = '<row r="1"><c r="A1"><v>1</v></c></row>'
    ghosts = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 5_000))
    grid = read_workbook(with_rows(parts, head + ghosts), "children.xlsx")
    assert (len(grid.frame), grid.notes) == (1, ())
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    grid = read_workbook(with_rows(parts, head + far), "children.xlsx")
    assert len(grid.frame) == 1
    assert grid.notes == ("children.xlsx was read up to row 1, because over 10,000 blank rows follow.",)


def test_blank_rows_between_keep_the_row_numbers(parts):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>'
    assert read_workbook(with_rows(parts, rows), "x").frame[0].tolist() == ["1", "", "", "", "5"]


@pytest.mark.parametrize(
    "data",
    [b"a,b\n" + b"\n" * 600_000 + b"1,2\n", b"," * 2_000 + b"\n", b"x" + (b"," * 900 + b"\n") * 6_000],
    ids=["blank rows", "columns", "values"],
)
def test_a_csv_export_has_bounds_too(data):
    with pytest.raises(SourceError, match="has more than 500,000 rows, 1,000 columns or 5,000,000 values"):
        read_delimited(data, "children.csv")


def test_blank_lines_at_the_end_of_a_csv_export_do_no_harm():
    assert len(read_delimited(b"a,b\n1,2\n" + b"\r\n" * 600_000, "children.csv").frame) == 2

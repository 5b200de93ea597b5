"""The byte pass: which rows a file has, on which lines, whatever its quotes, ends and damage."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import structure, transcode
from checks.errors import CancelledError
from checks.records import split_record
from checks.structure import read_structure
from checks.values import read_values

NAMES = st.text("abcXYZ .,\"'é;|", min_size=1, max_size=8)
WORDS = st.sampled_from(
    [
        "007",
        "NA",
        "1E5",
        "",
        " ",
        "null",
        "None",
        "NaN",
        "#N/A",
        '"',
        '""',
        '"a',
        ",",
        "'",
        "\\",
        "TRUE",
        "1.50",
        "\ufeffx",
        "#x",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
END = re.compile("\r\n|\r|\n")


def cells(without):
    return WORDS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters=without), max_size=8)


@st.composite
def tables(draw, cell, least=2):
    width = draw(st.integers(least, 5))
    header = draw(st.lists(NAMES, min_size=width, max_size=width))
    return header, draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=8))


@st.composite
def layouts(draw, quotings=(csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC)):
    return {
        "quoting": draw(st.sampled_from(quotings)),
        "end": draw(ENDS),
        "bom": draw(st.booleans()),
        "last_end": draw(st.booleans()),
    }


def written(header, rows, *, quoting, end, bom, last_end):
    """The table as the csv module writes it, and the physical line of each row, counted on its own."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=end)
    writer.writerow(header)
    lines = []
    for row in rows:
        lines.append(len(END.findall(text.getvalue())) + 1)
        writer.writerow(row)
    whole = text.getvalue() if last_end else text.getvalue().removesuffix(end)
    return (b"\xef\xbb\xbf" if bom else b"") + whole.encode(), lines


def values(found, batch=3):
    """Every sound row with its line, read back in small batches."""
    read = []
    for data, lines in found.batches(batch):
        frame = read_values(data, found.delimiter, found.header, len(lines))
        read.extend(zip(lines.tolist(), frame.rows(), strict=True))
    return read


def expected(rows, lines):
    return [(line, tuple(END.sub("\n", cell) for cell in row)) for line, row in zip(lines, rows, strict=True)]


@given(tables(cells("\0\r\n")), layouts())
def test_a_table_written_by_the_csv_module_comes_back_row_by_row(table, layout):
    header, rows = table
    data, lines = written(header, rows, **layout)
    found = read_structure(data)
    assert found.header == header
    assert values(found) == expected(rows, lines)
    assert found.rows == len(rows)
    assert set(found.faults) <= {"control"}
    assert not found.damaged_keys
    assert found.text.bom == layout["bom"]


@given(tables(cells("\0") | st.text('\r\n", a', max_size=6)), layouts([csv.QUOTE_ALL]))
def test_values_with_line_breaks_come_back_at_the_line_where_their_row_begins(table, layout):
    header, rows = table
    data, lines = written(header, rows, **layout)
    found = read_structure(data)
    assert values(found) == expected(rows, lines)
    assert found.rows == len(rows)
    broken = [line for line, row in zip(lines, rows, strict=True) if END.search("".join(row))]
    assert found.faults.get("line-break", []) == broken
    assert set(found.faults) <= {"control", "line-break"}
    assert not found.damaged_keys


@given(tables(st.text("ab é'\t", max_size=5)), layouts([csv.QUOTE_NONE]))
def test_a_table_without_any_quote_comes_back(table, layout):
    header = [f"h{number}" for number in range(len(table[0]))]
    data, lines = written(header, table[1], **layout)
    assert values(read_structure(data)) == expected(table[1], lines)


@given(st.lists(st.text("aé,\"' ", max_size=5).filter(lambda cell: cell == "" or cell.strip())), layouts())
def test_a_file_of_one_column_comes_back_and_is_separated_by_commas(column, layout):
    data, lines = written(["sourcedId"], [[cell] for cell in column], **layout)
    found = read_structure(data)
    assert found.delimiter == ","
    assert values(found) == expected([[cell] for cell in column], lines)
    assert not found.faults


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_separator_is_recognised_and_its_values_are_read(sign):
    found = read_structure(f'a{sign}b\n1{sign}"x{sign}y"\n'.encode())
    assert found.delimiter == sign
    assert values(found) == [(2, ("1", f"x{sign}y"))]


SIGNS = ["a", '"', '""', ",", "\n", "\r", "\r\n", "é", "😀", " ", "\x00", "\x1a"]
ROWS = ['x,"y', '"z",1\n', "1,2\n", '"a\nb",2\n', 'a,"b"c\n', "a,b,c\n", "\n\n"]
PIECES = st.sampled_from([b"\xff", b"\xc3", *map(str.encode, SIGNS), *map(str.encode, ROWS)])
FILES = st.lists(PIECES, max_size=40).map(lambda pieces: b"a,b\n" + b"".join(pieces))


def as_plain(found):
    arrays = {name: getattr(found, name).tolist() for name in ("starts", "ends", "lines")}
    rest = (found.text, found.header, found.delimiter, found.faults, found.damaged_keys, found.rows)
    return arrays, rest


@settings(max_examples=300)
@given(FILES, st.integers(1, 9))
def test_where_a_chunk_ends_makes_no_difference(data, chunk):
    whole = as_plain(read_structure(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "_CHUNK", chunk)
        patch.setattr(transcode, "_CHUNK", chunk)
        assert as_plain(read_structure(data)) == whole


def test_a_chunk_border_inside_a_quoted_value_and_inside_a_letter(monkeypatch):
    data = 'a,b\n1,"x\nye,é"\n2,"é\n3,z\n'.encode()
    for chunk in range(1, len(data) + 1):
        monkeypatch.setattr(structure, "_CHUNK", chunk)
        monkeypatch.setattr(transcode, "_CHUNK", chunk)
        found = read_structure(data)
        assert values(found) == [(2, ("1", "x\nye,é")), (5, ("3", "z"))]
        assert found.faults == {"line-break": [2], "quote": [4]}
        assert found.text.encoding == "utf-8"


@settings(max_examples=300)
@given(FILES | st.binary(max_size=60))
def test_every_line_is_a_sound_row_a_part_of_one_or_a_fault(data):
    found = read_structure(data)
    width = len(found.header)
    damaged = {*found.faults.get("fields", ()), *found.faults.get("quote", ())}
    assert found.rows == len(found.lines) + len(damaged)
    assert not damaged & set(found.lines.tolist())
    records = [found.text.data[a:b] for a, b in zip(found.starts, found.ends, strict=True)]
    fields = [split_record(record, found.delimiter) for record in records]
    assert all(part is not None and len(part) == width for part in fields)
    assert [row for _, row in values(found)] == [tuple(part) for part in fields]
    if found.header:
        spanned = sum(record.count(b"\n") for record in records)
        blank = len(found.faults.get("blank", ()))
        assert found.text.data.count(b"\n") == 1 + blank + found.rows + spanned


def test_a_blank_line_inside_a_value_is_no_blank_line():
    found = read_structure(b'a,b\n1,"x\n\n\ny"\n\n2,z\n')
    assert found.faults == {"line-break": [2], "blank": [6]}
    assert values(found) == [(2, ("1", "x\n\n\ny")), (7, ("2", "z"))]
    assert found.rows == 2


def test_blank_lines_before_the_header_are_only_blank_lines():
    found = read_structure(b"\n \r\na,b\n1,2\n")
    assert found.header == ["a", "b"]
    assert found.faults == {"blank": [1, 2]}
    assert values(found) == [(4, ("1", "2"))]


def test_an_unclosed_quote_costs_its_own_row_and_no_other():
    found = read_structure(b'a,b\n1,"x\n2,y\n3,"two\nlines"\n4,z\n')
    assert found.faults == {"quote": [2], "line-break": [4]}
    assert values(found) == [(3, ("2", "y")), (4, ("3", "two\nlines")), (6, ("4", "z"))]
    assert found.damaged_keys == {"1"}


def test_a_value_over_too_many_lines_is_an_unclosed_quote(monkeypatch):
    monkeypatch.setattr(structure, "_LONGEST_RECORD", 3)
    assert read_structure(b'a,b\n1,"x\n\n\ny"\n').faults == {"line-break": [2]}
    assert read_structure(b'a,b\n1,"x\n\n\n\ny"\n').faults["quote"] == [2, 6]


@pytest.mark.parametrize("row", ['1,x"y"', '1,"x"y', '1,"x" ', '1, "x"', '1,""x', '1,x""', '1,"x""'])
def test_a_quote_that_is_out_of_place_damages_its_row(row):
    found = read_structure(f"a,b\n{row}\n2,z\n".encode())
    assert found.faults == {"quote": [2]}
    assert values(found) == [(3, ("2", "z"))]


def test_the_check_can_be_stopped_between_chunks(monkeypatch):
    monkeypatch.setattr(structure, "_CHUNK", 4)
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        read_structure(b"a,b\n" * 9, lambda: next(asked))
    assert next(asked, None) is None

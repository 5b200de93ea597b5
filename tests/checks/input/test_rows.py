"""The byte pass: which rows a file has, on which lines, whatever its quotes, ends and damage."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.errors import CancelledError
from checks.input import lines as byte_pass
from checks.input import rows
from checks.input.cells import read_values
from checks.input.rows import Rows
from checks.job import UNWATCHED, Job

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
BLANKS = " \t\x0b\x0c\r\n"
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
END = re.compile("\r\n|\r|\n")


def cells(without):
    return WORDS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters=without), max_size=8)


@st.composite
def tables(draw, cell, least=2):
    width = draw(st.integers(least, 5))
    header = draw(st.lists(NAMES, min_size=width, max_size=width))
    row = st.lists(cell, min_size=width, max_size=width).filter(is_filled)
    return header, draw(st.lists(row, max_size=8))


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


class Found:
    """A file read in pieces: its facts, and every sound record with its line."""

    def __init__(self, data, piece=11, job=UNWATCHED):
        pieces = (data[at : at + piece] for at in range(0, len(data), piece))
        rows = Rows(pieces, job)
        self.batches = list(rows.batches())
        self.structure = rows.structure
        self.header, self.delimiter = rows.structure.header, rows.structure.delimiter
        self.text, self.rows = rows.structure.text, rows.structure.rows
        self.damaged_keys = rows.structure.damaged_keys
        self.faults = {
            kind: rows.structure.lines_with(kind).tolist() for kind in sorted(rows.structure.faults)
        }

    @property
    def lines(self):
        return [line for batch in self.batches for line in batch.lines.tolist()]

    def known(self):
        """All there is to know, however the pieces were cut."""
        return values(self), self.text, self.header, self.delimiter, self.faults, self.damaged_keys, self.rows


def read_structure(data):
    return Found(data)


def values(found):
    """Every sound row with its line."""
    read = []
    for data, lines in found.batches:
        frame = read_values(data, found.delimiter, len(found.header), len(lines))
        read.extend(zip(lines.tolist(), frame.rows(), strict=True))
    return read


def expected(rows, lines):
    return [(line, tuple(END.sub("\n", cell) for cell in row)) for line, row in zip(lines, rows, strict=True)]


def is_filled(row):
    """Whether a row has a value: one that has none is a line of separators, and no row."""
    return bool("".join(row).strip(BLANKS + '",;|'))


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


@settings(max_examples=300)
@given(FILES, st.integers(1, 9), st.integers(1, 9))
def test_where_a_piece_ends_makes_no_difference(data, piece, look):
    whole = Found(data, len(data)).known()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_pass, "PIECE", look)
        assert Found(data, piece).known() == whole


def test_a_border_between_pieces_inside_a_quoted_value_and_inside_a_letter():
    data = 'a,b\n1,"x\nye,é"\n2,"é\n3,z\n'.encode()
    for piece in range(1, len(data) + 1):
        found = Found(data, piece)
        assert values(found) == [(2, ("1", "x\nye,é")), (5, ("3", "z"))]
        assert found.faults == {"line-break": [2], "quote": [4]}
        assert found.text.encoding == "utf-8"


@settings(max_examples=300)
@given(FILES | st.binary(max_size=60))
def test_every_line_is_a_sound_row_a_part_of_one_or_a_fault(data):
    found = read_structure(data)
    width = len(found.header)
    damaged = {line for kind in ("fields", "quote", "spaced-quote") for line in found.faults.get(kind, ())}
    assert found.rows == len(found.lines) + len(damaged)
    assert not damaged & set(found.lines)
    rows = [row for _, row in values(found)]
    assert all(len(row) == width for row in rows)
    if found.header:
        spanned = sum(cell.count("\n") for row in rows for cell in row)
        assert found.text.lines == found.structure.lines_without_row + found.rows + spanned


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
    monkeypatch.setattr(rows, "_LONGEST_RECORD", 3)
    assert read_structure(b'a,b\n1,"x\n\n\ny"\n').faults == {"line-break": [2]}
    assert read_structure(b'a,b\n1,"x\n\n\n\ny"\n').faults["quote"] == [2, 6]


@pytest.mark.parametrize("row", ['1,x"y"', '1,"x"y', '1,"x" ', '1, "x"', '1,""x', '1,x""', '1,"x""'])
def test_a_quote_that_is_out_of_place_damages_its_row(row):
    found = read_structure(f"a,b\n{row}\n2,z\n".encode())
    assert found.faults in ({"quote": [2]}, {"spaced-quote": [2]})
    assert values(found) == [(3, ("2", "z"))]


def test_reading_can_be_stopped_between_pieces():
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        Found(b"a,b\n" * 9_000, 6_000, Job(cancelled=lambda: next(asked)))
    assert next(asked, None) is None


def test_a_row_of_more_than_a_million_bytes_is_read_and_told():
    found = Found(b"a,b\n1,2\n3," + b"x" * 1_200_000 + b"\n5,6\n", 1 << 16)
    assert found.faults == {"huge": [3]}
    assert [len(row[1]) for _, row in values(found)] == [1, 1_200_000, 1]


def test_the_ends_of_lines_are_counted_by_kind():
    text = Found(b"a,b\r\n1,2\r3,4\n5,6\r\n").text
    assert (text.crlf, text.cr, text.lines) == (2, 1, 4)


def test_the_key_of_a_damaged_row_is_taken_from_the_column_that_names_the_row():
    rows = Rows([b"name,sourcedId\nAnn,7,8\n"])
    assert list(rows.batches(1)) == []
    assert rows.structure.damaged_keys == {"7"}


def test_keys_of_damaged_rows_are_remembered_up_to_a_number(monkeypatch):
    monkeypatch.setattr(rows, "_MOST_DAMAGED_KEYS", 3)
    found = Found(b"a,b\n" + b"1\n2\n3\n4\n5\n")
    assert found.structure.is_too_damaged
    assert len(found.damaged_keys) == 3
    assert found.faults["fields"] == [2, 3, 4, 5, 6]

"""Lines that are no rows are told from rows, also from rows that look a little like them."""

import pytest

from checks.input.layouts.non_data_lines import (
    ABOVE,
    AGAIN,
    END_SIGN,
    SEPARATORS,
    TOTAL,
    header_begin,
    is_total,
)
from checks.input.rows import Rows
from checks.rules.choices import load_profile

HEADER = b"sourcedId,status,name,type,identifier,parentSourcedId"
ORGS = load_profile("oneroster-1.1").file("orgs.csv")
NAMES = HEADER.decode().split(",")
ROW = b"057950,,Caprock Bend ISD,district,057950,"


def read(*lines, spec=None):
    rows = Rows((b"\n".join(lines) + b"\n",), spec=spec)
    kept = [line for batch in rows.batches() for line in batch.lines.tolist()]
    return rows.structure, kept


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (HEADER, AGAIN),
        (b"\xef\xbb\xbf" + HEADER, AGAIN),
        (b'"sourcedId","status","name","type","identifier","parentSourcedId"', AGAIN),
        (b"SourcedID,Status,Name,Type,Identifier,ParentSourcedId", AGAIN),
        (b"Total students: 3", TOTAL),
        (b"Total records: 1,204", TOTAL),
        (b"Grand Total,,,,,12", TOTAL),
        (b"Total,,,,,", TOTAL),
        (b"(12 rows affected)", TOTAL),
        (b"12 rows selected.", TOTAL),
        (b"End of report", TOTAL),
        (b"Record count: 12", TOTAL),
        (b",,,,,", SEPARATORS),
        (b",,", SEPARATORS),
        (b", , , , , ", SEPARATORS),
        (b'"","","","","",""', SEPARATORS),
        (b"\x1a", END_SIGN),
    ],
)
def test_a_line_that_is_no_row_is_of_its_kind_alone(line, kind):
    structure, kept = read(HEADER, ROW, line, ROW)
    assert kept == [2, 4]
    assert structure.faults == {kind}
    assert structure.lines_with(kind).tolist() == [3]
    assert structure.rows == 2


@pytest.mark.parametrize(
    "line",
    [
        b"Total1,,Total,school,7,057950",
        b"T1,,Total Wellness Academy,school,7,057950",
        b"12,,12 rows,school,7,057950",
        b"sourcedId1,,Name,school,7,057950",
        b"End,,End of the Road School,school,7,057950",
        b"Count,,Count Basie School,school,7,057950",
        b'x,"\n,,,,,\n",y,z,a,b',
        b'x,"\nTotal students: 3\n",y,z,a,b',
    ],
)
def test_a_row_that_looks_a_little_like_one_stays_a_row(line):
    structure, kept = read(HEADER, line)
    assert kept == [2]
    assert structure.faults <= {"line-break"}


@pytest.mark.parametrize("separator", [b";", b"\t", b"|"])
def test_any_separator_will_do(separator):
    header, row = (line.replace(b",", separator) for line in (HEADER, ROW))
    structure, kept = read(header, row, header, separator * 5, b"Total: 2")
    assert kept == [2]
    assert structure.faults == {AGAIN, SEPARATORS, TOTAL}


@pytest.mark.parametrize(
    "above",
    [
        [b"sep=,"],
        [b"#TYPE System.Data.DataRow"],
        [b"Caprock Bend ISD,,,,,", b"Generated 11/30/2026 02:00 AM,,,,,", b""],
        [b"", b"Name of the school year", b""],
    ],
)
def test_the_header_is_found_below_other_lines(above):
    structure, kept = read(*above, HEADER, ROW, spec=ORGS)
    assert structure.header == NAMES
    assert structure.header_line == len(above) + 1
    assert kept == [len(above) + 2]
    assert structure.faults == {ABOVE}
    assert structure.count_of(ABOVE) == len(above)


def test_a_header_of_strange_names_stays_the_first_line():
    structure, kept = read(b"a,b,c,d", b"1,name,Type A,x", spec=ORGS)
    assert (structure.header_line, kept) == (1, [2])


def test_blank_lines_above_the_header_are_blank_lines():
    structure, _ = read(b"", HEADER, ROW, spec=ORGS)
    assert (structure.header_line, structure.faults) == (2, {"blank"})


def test_the_header_is_not_searched_for_to_the_end():
    text = b"x\n" * 50 + HEADER + b"\n"
    assert header_begin(text, 0, NAMES) == 0


@pytest.mark.parametrize(
    ("cells", "is_one"),
    [
        (["Total", "3"], True),
        (["Total", "Ana"], False),
        (["", "Total: 3"], True),
        ([], False),
        (["3"], False),
    ],
)
def test_a_total_has_only_numbers_beside_its_words(cells, is_one):
    assert is_total(cells, 6) is is_one


def test_the_number_of_fields_is_kept():
    structure, _ = read(HEADER, ROW + b",x", b"1,2", ROW)
    assert structure.lines_with("fields").tolist() == [2, 3]
    assert structure.widths.tolist() == [7, 2]


def test_a_blank_before_a_quote_is_told_from_other_quotes():
    structure, _ = read(HEADER, b'1, "a, b",,,,', b'1,a"b,,,,', b'1,"a"b,,,,')
    assert structure.lines_with("spaced-quote").tolist() == [2]
    assert structure.lines_with("quote").tolist() == [3, 4]

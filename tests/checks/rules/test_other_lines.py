"""Each line that is no row is one finding, and nothing else is said because of it."""

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny

TINY = changed(tiny(), ())
HEADER, REST = TINY["users.csv"].split(b"\n", 1)


def users(check_files, data):
    return check_files({**TINY, "users.csv": data}).findings


def test_titles_above_the_header_are_one_finding_with_the_line_of_the_names(check_files):
    (finding,) = users(check_files, b"Caprock Bend ISD\nGenerated today,,\n\n" + TINY["users.csv"])
    assert (finding.code, finding.line) == ("DDE218", 1)
    assert "line 4" in finding.message
    assert "Delete the 3 lines above" in finding.hint


def test_findings_of_a_header_below_others_point_to_its_line(check_files):
    found = users(check_files, b"sep=,\n" + TINY["users.csv"].replace(b",email,", b",Email,", 1))
    assert {(each.code, each.line) for each in found} == {("DDE218", 1), ("DDE212", 2)}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (HEADER, "column names stand in this line again"),
        (b"Total records: 3", "a total or a row count"),
        (b"(3 rows affected)", "a total or a row count"),
        (b"\x1a", "Ctrl-Z"),
    ],
)
def test_a_line_that_is_no_row_is_told_as_what_it_is(check_files, line, says):
    (finding,) = users(check_files, TINY["users.csv"] + line + b"\n")
    assert finding.code == "DDE210"
    assert finding.line == TINY["users.csv"].count(b"\n") + 1
    assert says in finding.message


def test_lines_of_commas_alone_are_one_finding(check_files):
    (finding,) = users(check_files, TINY["users.csv"] + b",,,,\n" * 3)
    assert (finding.code, finding.affected) == ("DDE206", 3)


@pytest.mark.parametrize("data", [b'<!DOCTYPE html>\n<html>,,,\n"\n', b"<html>"])
def test_a_web_page_is_one_finding(check_files, data):
    found = [each for each in users(check_files, data) if each.file == "users.csv"]
    assert [(each.code, each.line) for each in found] == [("DDE219", 1)]

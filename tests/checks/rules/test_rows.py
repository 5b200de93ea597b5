"""A row with a wrong number of fields says how many it has, and which cause that has."""

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny

TINY = changed(tiny(), ())
LINES = TINY["orgs.csv"].splitlines()


@pytest.fixture
def orgs(check_files):
    def of(*lines, code="DDE203"):
        report = check_files({**TINY, "orgs.csv": b"\n".join((*lines, b""))}, select=(code,))
        return [(each.line, each.affected, each.message) for each in report.findings]

    return of


def test_a_blank_surplus(check_files):
    first = TINY["users.csv"].splitlines()[1]
    data = TINY["users.csv"].replace(first, first + b",,")
    (found,) = check_files({**TINY, "users.csv": data}, select=("DDE203",)).findings
    assert found.message == "The row has 20 fields, the header has 18: the extra ones at the end are blank."


def test_a_missing_end(orgs):
    (found,) = orgs(LINES[0], b"057950,,", *LINES[2:])
    assert found[2] == "The row has 3 of 7 fields: the end is missing."


def test_a_comma_in_a_value(orgs):
    (found,) = orgs(LINES[0], LINES[1].replace(b"ISD", b"ISD, Texas"), *LINES[2:])
    assert found[2] == "The row has 8 fields, the header has 7: a value may have a comma in it."


def test_a_line_break_that_divides_a_row(orgs):
    one, two = LINES[1].split(b"ISD")
    found = orgs(LINES[0], one, b"ISD" + two, *LINES[2:])
    assert [(line, "line break" in message) for line, _, message in found] == [(2, True), (3, True)]


def test_what_each_row_has_is_one_finding(orgs):
    (found,) = orgs(LINES[0], *(line + b"," for line in LINES[1:]))
    assert found[:2] == (2, len(LINES) - 1)
    assert found[2].startswith("Each row has 8 fields")


def test_another_separator_is_called_by_its_name(orgs):
    lines = [line.replace(b",", b";") for line in LINES]
    (found,) = orgs(lines[0], lines[1].replace(b"ISD", b"ISD; Texas"), *lines[2:])
    assert "a semicolon in it" in found[2]


def test_a_blank_before_a_quote_has_its_own_words(orgs):
    quoted = LINES[1].replace(b",,", b',, "', 1).replace(b"ISD", b'ISD, Texas"')
    (found,) = orgs(LINES[0], quoted, *LINES[2:], code="DDE204")
    assert found[2] == "A space stands between a comma and a quote in this row."

"""Lines that are no rows are taken out where nobody's value is lost, and else left."""

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.fixes.lines import is_of_a_program

TINY = changed(tiny(), ())
USERS = TINY["users.csv"]
HEADER = USERS.split(b"\n", 1)[0]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (USERS + HEADER + b"\n", "header-again-dropped"),
        (USERS + b"\xef\xbb\xbf" + HEADER + b"\n", "header-again-dropped"),
        (USERS + b",,,,\n", "comma-line-dropped"),
        (USERS + b"\x1a\n", "end-sign-dropped"),
        (b"sep=,\n" + USERS, "line-above-dropped"),
        (b"#TYPE System.Data.DataRow\n" + USERS, "line-above-dropped"),
        (USERS[:-1] + b",,\n", "blank-surplus-dropped"),
    ],
)
def test_a_safe_line_goes_and_the_file_is_as_it_should_be(mend, mended_files, data, name):
    repairs = mend({**TINY, "users.csv": data})
    assert [(each.fix.name, each.count) for each in repairs.changes] == [(name, 1)]
    assert mended_files(repairs)["users.csv"] == USERS
    assert repairs.after.rules == {}


@pytest.mark.parametrize("data", [USERS + b"Total records: 3\n", b"Caprock Bend ISD\n" + USERS])
def test_a_total_and_a_title_are_left(mend, mended_files, data):
    repairs = mend({**TINY, "users.csv": data})
    assert not repairs.count
    assert mended_files(repairs)["users.csv"] == data


@pytest.mark.parametrize(
    ("line", "is_one"), [(b"sep=;", True), (b'"sep=,",,', True), (b"#TYPE a.b", True), (b"Users", False)]
)
def test_lines_that_programs_write_for_themselves(line, is_one):
    assert is_of_a_program(line) is is_one

"""DDE511: leading zeros that an organization's number lost."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


@pytest.fixture
def found(check_files):
    """The messages on the identifiers of a district and its school."""

    def run(district, school):
        cells = (Cell("orgs.csv", 2, "identifier", district), Cell("orgs.csv", 3, "identifier", school))
        report = check_files(changed(tiny(), cells), select=("DDE511",))
        return [finding.message for finding in report.findings]

    return run


def test_a_school_that_lost_the_zero_its_district_has_is_found(found):
    assert found("057950", "57950101") == [
        "The number of this school probably lost its leading zero: its district's number has one."
    ]


def test_where_both_lost_it_the_length_tells(found):
    (message,) = found("57950", "57950101")
    assert "in Texas 9 and 6" in message


@pytest.mark.parametrize(
    ("district", "school"),
    [
        ("057950", "057950101"),
        ("101912", "101912001"),
        ("057950", "101"),
        ("0100", "1001"),
        ("001", "105"),
        ("57950", "57950"),
        ("", "57950101"),
        ("DISTRICT", "57950101"),
    ],
)
def test_numbers_that_prove_nothing_are_silent(found, district, school):
    assert found(district, school) == []

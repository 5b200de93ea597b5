"""DDE712: whole names in the columns of given and family names."""

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny


@pytest.fixture
def found(check_files):
    """Line, column and rows of the findings for names of Zoë, and of Tuấn where given."""

    def run(*names):
        cells = [
            Cell("users.csv", line, column, name)
            for line, pair in enumerate(names, 3)
            for column, name in zip(("givenName", "familyName"), pair, strict=True)
        ]
        report = check_files(changed(tiny(), cells), select=("DDE712",))
        return [(finding.line, finding.column, finding.affected) for finding in report.findings]

    return run


@pytest.mark.parametrize(
    "names",
    [("O'Quinn, Zoë", "O'Quinn, Zoë"), ("O'Quinn, Zoë", "O'Quinn"), ("o'quinn, zoë", "O'Quinn, Zoë ")],
)
def test_a_whole_name_in_the_given_name_is_found_there(found, names):
    assert found(names) == [(3, "givenName", 1)]


def test_a_whole_name_in_the_family_name_is_found_there(found):
    assert found(("Zoë", "O'Quinn, Zoë")) == [(3, "familyName", 1)]


def test_where_most_people_have_one_it_is_one_finding(found):
    assert found(("O'Quinn, Zoë", "O'Quinn, Zoë"), ("Nguyễn, Tuấn", "Nguyễn, Tuấn")) == [(3, "givenName", 2)]


@pytest.mark.parametrize(
    "names",
    [
        ("John", "Smith, Jr."),
        ("John, Jr.", "Smith"),
        ("Ana", "Smith, III"),
        ("Thomas", "Thomas"),
        ("", "O'Quinn, Zoë"),
        ("Ana Maria", "de la Cruz"),
    ],
)
def test_suffixes_equal_names_and_commas_alone_are_silent(found, names):
    assert found(names) == []

"""Names can't be got back out of a bundle with public lists of names, also with two bundles of one roster."""

import csv
import io
import random
from collections import Counter
from datetime import date

import pytest

from checks.pseudonyms.reproduction import reproduce
from checks.rules.choices import load_profile
from support.bundle_attack import LISTS, attack, best, expected, roster
from support.file_sets import in_memory

STUDENTS = 400
TODAY = date(2026, 9, 1)
MOST = 1.5
"""Times that always guessing the commonest name is right which an attack may reach."""


def rows_of(data):
    return [*csv.DictReader(io.StringIO(data.decode()))]


def bundled(files, seed):
    """The tables of a bundle, and the real row of each of its students."""
    made = reproduce(in_memory(files), load_profile(), today=TODAY, rng=random.Random(seed))
    assert made.differences == ()
    real = rows_of(files["users.csv"])
    truth = [real[origin - 1] for origin in made.origins["users.csv"][1:]]
    tables = {file.name: rows_of(file.read()) for file in made.files.files}
    return tables, [row for row in truth if row["role"] == "student"]


@pytest.fixture(scope="module")
def found():
    """What each way to attack finds in a sorted and a shuffled roster, without and with a second bundle."""
    alone, both = Counter(), Counter()
    for seed, is_sorted in enumerate((True, False)):
        files = roster(STUDENTS, seed, is_sorted=is_sorted)
        (tables, truth), (second, _) = bundled(files, seed), bundled(files, -1 - seed)
        alone += attack(tables, truth)
        both += attack(tables, truth, second)
    return alone, both


@pytest.mark.parametrize("column", LISTS)
@pytest.mark.parametrize("with_second", [False, True], ids=["one bundle", "two bundles"])
def test_an_attack_with_public_lists_finds_hardly_more_than_the_commonest_name(found, column, with_second):
    count, way = best(found[with_second], column)
    assert count <= MOST * expected(column, 2 * STUDENTS), way


def test_the_attack_finds_names_where_order_and_length_and_repetition_stay():
    """Otherwise it would prove nothing: here names become others letter by letter, in their order."""
    files = roster(STUDENTS, 1, is_sorted=True)
    tables = {name: rows_of(data) for name, data in files.items()}
    truth = [dict(row) for row in tables["users.csv"] if row["role"] == "student"]
    other = str.maketrans("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    for row in tables["users.csv"]:
        row.update({column: row[column].lower().translate(other) for column in LISTS})
    found = attack(tables, truth)
    assert best(found, "familyName")[0] > 0.3 * STUDENTS
    assert best(found, "givenName")[0] > 3 * expected("givenName", STUDENTS)

"""Rows without a finding are shuffled; those with one keep their lines, and so does what a finding rests on."""

import csv
import io
import random
from datetime import date

import pytest

from checks.engine.run import check
from checks.example.changes import AddRow, Cell, as_files, changed
from checks.example.district import district
from checks.pseudonyms.order import Order
from checks.pseudonyms.pseudonymize import Sheets
from checks.pseudonyms.reproduction import reproduce
from checks.rules.choices import load_profile
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)
USERS = "users.csv"


@pytest.fixture(scope="module")
def rows():
    return district(schools=1, homerooms=4, children=10)


def order_of(files, seed=1):
    source, profile = in_memory(files), load_profile()
    sheets = Sheets(source, profile).by_name
    of_people = {USERS, "classes.csv", "demographics.csv", "enrollments.csv"}
    return Order(sheets, of_people, check(source, profile, today=TODAY), random.Random(seed))


def kept(order, name):
    return [at for at, origin in enumerate(order.origins[name]) if at == origin]


def test_nearly_all_rows_of_a_set_without_findings_move(rows):
    order = order_of(as_files(rows))
    for name in (USERS, "demographics.csv", "enrollments.csv"):
        assert sorted(order.origins[name]) == [*range(len(rows[name]) + 1)]
        assert len(kept(order, name)) < 10
        assert order.origins[name][0] == 0
    assert order.origins["orgs.csv"] == [0, 1, 2]


def test_a_row_with_a_finding_keeps_its_line(rows):
    changes = [Cell(USERS, line, "grades", "Pre-K") for line in (20, 30)]
    for seed in range(3):
        assert {19, 29} <= {*kept(order_of(changed(rows, changes), seed), USERS)}


def test_where_many_rows_have_the_same_findings_further_ones_change_places_with_each_other(rows):
    lines = [number for number, row in enumerate(rows[USERS], 2) if row["role"] == "student"]
    order = order_of(changed(rows, [Cell(USERS, line, "grades", "Pre-K") for line in lines]))
    assert {line - 1 for line in lines[:20]} <= {*kept(order, USERS)}
    others = {line - 1 for line in lines[20:]}
    assert {order.origins[USERS][at] for at in others} == others
    assert len(others & {*kept(order, USERS)}) < len(others) / 2


def test_a_row_over_several_lines_or_with_odd_signs_stays(rows):
    changes = [Cell(USERS, 20, "middleName", "a\nb"), Cell(USERS, 25, "middleName", "a\u200bb")]
    assert {19, 24} <= {*kept(order_of(changed(rows, changes)), USERS)}


def test_a_row_is_put_back_to_its_line_once(rows):
    order = order_of(as_files(rows))
    before = order.kept
    at = next(at for at, origin in enumerate(order.origins[USERS]) if at != origin)
    home = order.origins[USERS][at]
    assert order.put_back([("DDE501", USERS, at + 1, "sourcedId")])
    assert order.origins[USERS][home] == home
    assert order.kept == before + 1
    assert not order.put_back([("DDE501", USERS, home + 1, "sourcedId"), ("DDE101", USERS, None, None)])
    assert order.restore([USERS])
    assert order.origins[USERS] == [*range(len(rows[USERS]) + 1)]
    assert not order.restore([USERS])


@pytest.mark.parametrize("copies", [1, 3, 12])
def test_findings_that_rest_on_the_order_stay_where_they_are(rows, copies):
    """Of equal IDs each later one is a finding, and of broken references only the first."""
    twice = [AddRow(USERS, 10 + number, {"middleName": "X"}) for number in range(copies)]
    broken = [
        Cell("enrollments.csv", 20 + 2 * number, "userSourcedId", "S000000") for number in range(copies)
    ]
    for seed in range(3):
        source = in_memory(changed(rows, [*twice, *broken]))
        made = reproduce(source, load_profile(), today=TODAY, rng=random.Random(seed))
        assert made.differences == ()
        assert made.rows_kept < 60


def test_the_moved_rows_are_whole_rows(rows):
    files = as_files(rows)
    made = reproduce(in_memory(files), load_profile(), today=TODAY)
    new = {file.name: [*csv.DictReader(io.StringIO(file.read().decode()))] for file in made.files.files}
    for row, origin in zip(new[USERS], made.origins[USERS][1:], strict=True):
        old = rows[USERS][origin - 1]
        assert (row["role"], row["orgSourcedIds"], row["grades"]) == (
            old["role"],
            old["orgSourcedIds"],
            old["grades"],
        )


def test_rows_in_windows_encoding_move_too_and_the_first_one_stays_the_place_of_the_finding(rows):
    files = as_files(rows)
    files[USERS] = files[USERS].decode().encode("cp1252", "replace")
    broken = [number for number, line in enumerate(files[USERS].splitlines()) if not line.isascii()]
    made = reproduce(in_memory(files), load_profile(), today=TODAY)
    assert made.differences == ()
    origins = made.origins[USERS]
    assert origins[broken[0]] == broken[0]
    assert sum(origins[at] == at for at in broken) < len(broken) / 2
    (data,) = (file.read() for file in made.files.files if file.name == USERS)
    assert [number for number, line in enumerate(data.splitlines()) if not line.isascii()] == broken[:1]

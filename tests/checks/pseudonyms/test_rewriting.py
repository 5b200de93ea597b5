"""What can't be replaced is hidden where it stands, and told; everything else of the line stays as it was made."""

import random
from datetime import date

import pytest

from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.pseudonyms.cell_values import CellValues
from checks.pseudonyms.mapping.leak_search import LeakSearch
from checks.pseudonyms.mapping.value_map import ValueMap
from checks.pseudonyms.pseudonymize import read_sheets
from checks.pseudonyms.rewriting import Rewriting, note_other_rows, note_sound_rows
from checks.rules.choices import load_profile
from support.file_sets import in_memory


def stop():
    """Nobody wants to stop."""


def noted(files):
    profile = load_profile()
    people = ValueMap(profile, random.Random(1), date(2026, 9, 1))
    cells = CellValues(profile, people)
    sheets = read_sheets(in_memory(files), profile)
    for note in (note_sound_rows, note_other_rows):
        for sheet in sheets.values():
            note(sheet, cells, stop)
    people.close(stop)
    return sheets, cells, people


@pytest.fixture(scope="module")
def orgs():
    """The schools of a small set, one of them with a name of two parts, as noted for a bundle."""
    files = changed(
        tiny(), [Cell("orgs.csv", 3, "name", "Oak, Elm"), Cell("orgs.csv", 3, "identifier", "xyz")]
    )
    sheets, cells, people = noted(files)
    return files["orgs.csv"], sheets["orgs.csv"], cells, people


def written(orgs, originals):
    """The file when these are somebody's, written twice: the second time with what the first one found."""
    _, sheet, cells, people = orgs
    people.search = LeakSearch(originals)
    first = Rewriting(cells, people, None, stop)
    plain = first.bytes_of(sheet)
    second = Rewriting(cells, people, None, stop, people.search.found_in(first.searched))
    hidden = second.bytes_of(sheet)
    return plain, hidden, list(second.hidden), people.search.found_in(second.searched)


def test_where_nothing_is_left_nothing_is_hidden(orgs):
    plain, hidden, told, left = written(orgs, {"nobody"})
    assert (plain, hidden) == (orgs[0], orgs[0])
    assert (told, left) == ([], {})


def test_a_cell_is_hidden_in_its_shape_and_told(orgs):
    plain, hidden, told, left = written(orgs, {"oak, e"})
    assert plain == orgs[0]
    assert hidden == orgs[0].replace(b"Oak, Elm", b"Xxx, Xxx")
    assert (told, left) == ([("orgs.csv", "name")], {})


def test_what_stands_across_two_cells_hides_both(orgs):
    _, hidden, told, left = written(orgs, {"xyz,0579"})
    assert hidden == orgs[0].replace(b"xyz,057950", b"xxx,000000")
    assert (told, left) == ([("orgs.csv", "identifier"), ("orgs.csv", "parentSourcedId")], {})


def test_a_cell_whose_shape_alone_would_tell_is_emptied(orgs):
    _, hidden, told, left = written(orgs, {"oak, elm", "xxx, xxx"})
    assert hidden == orgs[0].replace(b"Oak, Elm", b"")
    assert (told, left) == ([("orgs.csv", "name")], {})

"""A mistake in a recipe is an error that names the file, the key and what was meant."""

import pytest

from checks.errors import ExitCode
from dde_tui.build.recipe import load_recipe
from dde_tui.errors import SettingsError

MISTAKES = {
    "unknown key": ("source =", "sorce =", 'sorce is not a known key. Did you mean "source"?', ""),
    "unknown column": (
        "first_name =",
        "firstname =",
        'columns.firstname is not a known key. Did you mean "first_name"?',
        "",
    ),
    "missing column": (
        "teacher_id = ",
        "# teacher_id = ",
        "columns.teacher_id is missing",
        "homeroom teacher",
    ),
    "missing table": (
        "[district]",
        "[districts]",
        'districts is not a known key. Did you mean "district"?',
        "",
    ),
    "number without quotes": (
        'number = "057950"',
        "number = 57950",
        "district.number must be text in quotes",
        "zeros",
    ),
    "leading zero without quotes": ('number = "057950"', "number = 057950", "is not valid TOML", "quotes"),
    "blank text": ('name = "Caprock Bend ISD"', 'name = " "', "district.name must not be blank", ""),
    "no date": (
        "begin = 2026-08-12",
        'begin = "8/12/2026"',
        "school_year.begin must be a date such as 2026-08-12",
        "",
    ),
    "date and time": (
        "begin = 2026-08-12",
        "begin = 2026-08-12T08:00:00",
        "school_year.begin must be a date",
        "",
    ),
    "end before begin": ("end = 2027-05-28", "end = 2026-05-28", "school_year.end must be after", ""),
    "no year": ("year = 2027 ", 'year = "26-27" ', "school_year.year must be", ""),
    "unknown word": (
        'F = "female"',
        'F = "femal"',
        'values.sex leads to a word that is not known. Did you mean "female"?',
        "",
    ),
    "number as word": ('F = "female"', "F = 2", "values.sex must lead to text", ""),
    "map of no field": ("[values.sex]", "[values.gender]", "values.gender is not a known key", ""),
    "map that is no table": (
        "[values.sex]",
        "[values]\nrace = 1\n[values.sex]",
        "values.race must be a table: write [values.race]",
        "",
    ),
    "no date format": (
        "%m/%d/%Y",
        "MM/DD/YYYY",
        'date_format must have year, month and day; for 08/31/2026 write "%m/%d/%Y"',
        "",
    ),
    "half a date format": (
        "%m/%d/%Y",
        "%m/%Y",
        'date_format must have year, month and day; for 08/31/2026 write "%m/%d/%Y"',
        "",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_the_file_and_the_key(room, name):
    old, new, happened, to_do = MISTAKES[name]
    room.replace(old, new)
    with pytest.raises(SettingsError) as caught:
        room.recipe()
    assert "recipe.toml: " in caught.value.happened
    assert happened in caught.value.happened
    assert to_do in caught.value.to_do
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_missing_recipe_is_named(tmp_path):
    with pytest.raises(SettingsError, match="There is no recipe"):
        load_recipe(tmp_path / "none.toml")


def test_a_recipe_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_bytes(b"source = '\xff'")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_recipe(path)


def test_the_source_is_relative_to_the_recipe(room):
    assert room.recipe().source == room.path / "children.csv"


def test_yes_and_no_may_be_said_for_one_column_alone(room):
    room.replace("[values.sex]", '[values.hispanic]\nH = true\nN = "false"\n\n[values.sex]')
    words = room.recipe().values
    assert words["hispanic"] == {"H": "true", "N": "false"}
    assert words["white"] == {"1": "true", "0": "false"}

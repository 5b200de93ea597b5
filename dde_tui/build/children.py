"""The export normalized by the recipe: one row per child, with our column names and values.

A value that can't be parsed is kept and noted with its row, so that a check finds it in the files; nothing
is guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from checks.errors import SourceError
from checks.input.layouts.non_data_lines import is_header_again, is_total
from checks.input.layouts.web_page import is_web_page
from checks.regular_file import read_regular
from checks.suggest import is_misspelling
from checks.visible import visible
from dde_tui.build.export.delimited import read_delimited
from dde_tui.build.export.grid import Grid, from_header, rows_named
from dde_tui.build.export.workbook import read_workbook
from dde_tui.build.fields import FIELDS, Field
from dde_tui.build.races import with_joined_races
from dde_tui.build.recipe import Recipe
from dde_tui.errors import SettingsError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_XLSX = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_NO_DATE = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}|0?1[-/.]0{1,2}[-/.]1900")
"""0/0/0 of PowerSchool, 0000-00-00 of MySQL, and 1/0/1900, as which Excel shows a zero."""
_NAMES = (("first_name", "last_name"), ("teacher_first_name", "teacher_last_name"))
_SAMPLE = date(2022, 3, 14)
"""The date that shows what a format means."""
_TELLING = 4
"""Letters a column's name must have to be found at the end of one with a table's name before it."""
_LARGEST = 256 * 1024**2
"""Maximum bytes of an export."""


@dataclass(frozen=True)
class Children:
    """The children of an export.

    Attributes:
        table: one row a child, one column a field of `FIELDS`, blank where the export has none;
            the index is the source's row number.
        notes: sentences for the contact, with row numbers and without values.
    """

    table: "DataFrame"
    notes: tuple[str, ...]


def read_children(recipe: Recipe) -> Children:
    """Read the recipe's export.

    Raises:
        SourceError: the export is missing, empty or not a table.
        SettingsError: the export lacks a column or a sheet that the recipe names.
    """
    import pandas as pd

    grid = _grid(recipe)
    places = _places(grid, recipe)
    header = [_clean(name) for name in grid.frame.iloc[0]]
    body = grid.frame.iloc[1:]
    body = body.apply(lambda column: column.map(_clean))
    body = body[(body != "").any(axis=1)]
    body, others = _children_only(body, header)
    if body.empty:
        raise SourceError(
            f"{visible(recipe.source.name)} has a header and no rows.",
            meaning="Nothing was built.",
            to_do="Check the export: its filter may leave out everyone.",
        )
    notes = [*grid.notes, *others, *_shared_columns(recipe)]
    table = pd.DataFrame("", index=body.index, columns=[field.name for field in FIELDS], dtype=str)
    for field in FIELDS:
        if field.name in places:
            place = places[field.name]
            table[field.name] = _understood(body[place], field, recipe, notes)
            if field.kind == "id":
                count = len(set(grid.numbers.get(place, ())).intersection(body.index))
                if count:
                    notes.append(
                        f"{field.name}: {count:,} cells of the workbook are numbers and not text. "
                        "If they had leading zeros, those are lost."
                    )
    table, joined = with_joined_races(table)
    return Children(table, (*notes, *joined))


def _children_only(rows: "DataFrame", header: Sequence[str]) -> "tuple[DataFrame, list[str]]":
    """Return the rows that are children, and notes on those that are none."""
    cells = dict(zip(rows.index.tolist(), rows.to_numpy().tolist(), strict=True))
    totals = [number for number, row in cells.items() if is_total(row, len(header))]
    again = [number for number, row in cells.items() if is_header_again(row, header)]
    notes = []
    if totals:
        notes.append(f"{rows_named(totals)}: a total, not a student; left out.")
    if again:
        notes.append(f"{rows_named(again)}: the column names again, not a student; left out.")
    return rows.drop([*totals, *again]), notes


def _shared_columns(recipe: Recipe) -> list[str]:
    """Return notes on first and last names that the recipe takes from one column."""
    columns = recipe.columns
    return [
        f"{first} and {last} are one column of the export, so both hold the same name. "
        "Export first and last names in columns of their own."
        for first, last in _NAMES
        if first in columns and columns[first] == columns.get(last)
    ]


def _grid(recipe: Recipe) -> Grid:
    name = recipe.source.name
    try:
        data = read_regular(recipe.source, _LARGEST)
    except FileNotFoundError:
        raise SourceError(
            f"The export {visible(str(recipe.source))} was not found.",
            meaning="Nothing was built.",
            to_do=f"Run the export, or correct `source` in {visible(recipe.path.name)}.",
        ) from None
    except OSError as error:
        raise SourceError(
            f"The export {visible(str(recipe.source))} can't be read: {error.strerror}.",
            meaning="Nothing was built.",
            to_do="Close it in other programs and try again.",
        ) from error
    if data.startswith(_OLD_EXCEL):
        raise SourceError(
            f"{visible(name)} is an old-format workbook, or locked with a password.",
            meaning="Nothing was built.",
            to_do="Save it as .xlsx without a password, or as CSV.",
        )
    if is_web_page(data):
        raise SourceError(
            f"{visible(name)} is a web page, not a table.",
            meaning="Nothing was built.",
            to_do="Open it in a spreadsheet program and save it as .xlsx or CSV. "
            "If it is a sign-in page, sign in and run the export again.",
        )
    if not data.startswith(_XLSX):
        return read_delimited(data, name, recipe.columns.values(), recipe.header_row)
    return from_header(read_workbook(data, name, recipe.sheet), recipe.columns.values(), recipe.header_row)


def _places(grid: Grid, recipe: Recipe) -> dict[str, int]:
    """Find each column the recipe names."""
    headers = [_clean(header) for header in grid.frame.iloc[0]]
    places = {}
    for name, header in recipe.columns.items():
        count = headers.count(header)
        if count == 1:
            places[name] = headers.index(header)
            continue
        export, recipe_name = visible(recipe.source.name), visible(recipe.path.name)
        if count:
            raise SourceError(
                f"{export} has {count} columns with the name that {recipe_name} gives as columns.{name}.",
                meaning="Which one is meant can't be determined; nothing was built.",
                to_do="Give them different names in the export.",
            )
        raise SettingsError(
            f"{export} has no column with the name that {recipe_name} gives as columns.{name}.",
            meaning="Nothing was built.",
            to_do=_near(header, headers),
        )
    return places


def _near(wanted: str, headers: Sequence[str]) -> str:
    """Return what to do about a column that is not there.

    The first line may be a child's row and no header: a name is told only where it is nearly the wanted one.
    """
    word = _letters(wanted)
    for header in headers:
        letters = _letters(header)
        is_prefixed = len(word) >= _TELLING and letters.endswith(word)
        if letters == word or is_prefixed or is_misspelling(letters, word):
            return f'Did you mean "{visible(header)}"?'
    return f"Compare it with the names in the first line, which has {len(headers)} columns."


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _understood(column: "Series[str]", field: Field, recipe: Recipe, notes: list[str]) -> "Series[str]":
    """Return the column in our words; add a note about the rows with unknown words."""
    words = recipe.values.get(field.name, {})  # noqa: PD011 - a recipe is no frame
    column = column.map(lambda value: words.get(value, value))
    if field.kind == "date":
        column = column.map(lambda value: _iso(value, recipe.date_format))
        strange = ~column.map(_is_date) & (column != "")
        why = f"not a date like {_SAMPLE.strftime(recipe.date_format)}; see date_format in the recipe"
    elif field.words:
        allowed = set(field.words)
        strange = ~column.map(lambda value: set(value.split(",")) <= allowed) & (column != "")
        why = f"a word the recipe does not know; add it to [values.{field.name}]"
    else:
        return column
    rows = column.index[strange].tolist()
    if rows:
        notes.append(f"{rows_named(rows)}: {field.name} is {why}.")
    return column


def _clean(value: str) -> str:
    """Strip spaces at both ends, and replace line breaks, which the files must not contain."""
    value = value.strip()
    return re.sub(r"\s*[\r\n]+\s*", " ", value) if "\n" in value or "\r" in value else value


def _iso(value: str, date_format: str) -> str:
    """Return a date as YYYY-MM-DD; blank for a day 0, by which systems mean that there is no date."""
    if _NO_DATE.fullmatch(value):
        return ""
    if not value or _is_date(value):
        return value
    try:
        return datetime.strptime(value, date_format).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return value


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

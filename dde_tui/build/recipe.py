"""A recipe: a small TOML file that says where the export is and what its columns and words mean.

Every error names the file and the key, because the contact writes it by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from checks.regular_file import read_regular
from checks.suggest import suggest
from checks.toml_reader import Key, TableError, filled, key, parse, read_keys, read_table
from checks.visible import visible
from dde_tui.build.fields import ANY_FLAG, BY_NAME, FIELDS, Field
from dde_tui.errors import SettingsError

_DEEPEST_HEADER = 1_000
_QUOTES = (
    "Text goes in quotes, also a number that begins with 0, because otherwise leading zeros are lost; "
    "in a path write / or two backslashes for each one."
)


def _text(text: str) -> str:
    return filled(text).strip()


def _day(value: object, _: str) -> date:
    """Return a date, which may be in quotes."""
    try:
        return value if type(value) is date else date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a date such as 2026-08-12") from None


def _year(value: int) -> int:
    if not 2000 <= value <= 2999:
        raise ValueError("must be the year in which the school year ends")
    return value


def _row(value: int) -> int:
    if not 1 <= value <= _DEEPEST_HEADER:
        raise ValueError(f"must be a row from 1 to {_DEEPEST_HEADER}")
    return value


def _date_format(chosen: str) -> str:
    day = datetime(2026, 8, 31)  # noqa: DTZ001 - only to try the format
    try:
        understood = datetime.strptime(day.strftime(chosen), chosen) == day  # noqa: DTZ007
    except ValueError:
        understood = False
    if not understood:
        raise ValueError('must have year, month and day; for 08/31/2026 write "%m/%d/%Y"')
    return chosen


def _columns(value: object, place: str) -> Mapping[str, str]:
    columns = read_keys(value, {each.name: Key(str, check=_text) for each in FIELDS}, place)
    for each in FIELDS:
        if each.required and each.name not in columns:
            to_do = f"Name the export's column for {each.meaning}."
            raise TableError(f"{place}.{each.name}", "is missing", to_do)
    return columns


def _words(value: object, place: str) -> Mapping[str, Mapping[str, str]]:
    own = {
        name: {
            said: _word(meant, BY_NAME.get(name, ANY_FLAG), f"{place}.{name}")
            for said, meant in words.items()
        }
        for name, words in read_keys(
            value, dict.fromkeys((*BY_NAME, ANY_FLAG.name), Key(Mapping[str, Any])), place
        ).items()
    }
    shared = own.pop(ANY_FLAG.name, None)
    if shared is None:
        return own
    return {each.name: shared for each in FIELDS if each.kind == "yes_no"} | own


def _word(value: object, meant: Field, place: str) -> str:
    """Return the word a value map leads to, as it is written to the files."""
    if meant.kind == "yes_no" and isinstance(value, bool):
        return "true" if value else "false"
    items: list[Any] = value if meant.kind == "races" and isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, str):
            raise TableError(place, "must lead to text in quotes")
        if item and meant.words and item not in meant.words:
            hint = suggest(item, meant.words) or f" Known are {', '.join(meant.words)}."
            raise TableError(place, f"leads to a word that is not known.{hint}")
    return ",".join(items)


@dataclass(frozen=True, slots=True)
class District:
    """The district as it is written to the files."""

    number: str = field(metadata=key(check=_text))
    name: str = field(metadata=key(check=_text))


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The one session that all classes belong to."""

    id: str = field(metadata=key(check=_text))
    """Its sourcedId."""
    title: str = field(metadata=key(check=_text))
    begin: date = field(metadata=key(read=_day))
    end: date = field(metadata=key(read=_day))
    """The first day after the school year."""
    year: int = field(metadata=key(check=_year))
    """The calendar year in which the school year ends."""


def _forward(year: SchoolYear) -> SchoolYear:
    if year.end <= year.begin:
        raise TableError("school_year.end", "must be after school_year.begin")
    return year


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What `build` must know besides the export itself."""

    path: Path
    source: Path
    """The export, CSV or XLSX, as an absolute path."""
    sheet: str = field(default="", metadata=key(check=str.strip))
    """The sheet of a workbook; blank means the first."""
    header_row: int = field(default=0, metadata=key(check=_row))
    """The row with the column names; 0 means that it is found by them."""
    date_format: str = field(default="%Y-%m-%d", metadata=key(check=_date_format))
    """How the export writes dates, as in `strptime`; YYYY-MM-DD is always understood."""
    district: District
    school_year: SchoolYear = field(metadata=key(check=_forward))
    columns: Mapping[str, str] = field(metadata=key(read=_columns))
    """Our name to the export's header."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict, metadata=key(read=_words))
    """Our name to the export's word to our word; several races are joined with commas."""


def load_recipe(path: Path) -> Recipe:
    """Load a recipe from a TOML file; the export's path is relative to it.

    Raises:
        SettingsError: it can't be read, is not TOML, or a key is missing, unknown or of a wrong kind.
    """
    shown = visible(str(path))
    try:
        recipe = read_table(Recipe, parse(read_regular(path).decode("utf-8-sig")), path=path)
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no recipe {shown}.",
            meaning="Nothing was built.",
            to_do="Name the file of your recipe.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not UTF-8 text"
        raise SettingsError(f"The recipe {shown} can't be read: {why}.") from error
    except TableError as error:
        raise SettingsError(
            f"{shown}: {error}", meaning="Nothing was built.", to_do=error.to_do or _QUOTES
        ) from error
    return replace(recipe, source=(path.parent / recipe.source).absolute())

"""A recipe: a small TOML file that says where the export is and what its columns and words mean.

Every complaint names the file and the key, because the contact writes it by hand.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from checks.suggest import suggest
from checks.visible import visible
from dde_tui.build.fields import ANY_FLAG, BY_NAME, FIELDS, Field
from dde_tui.errors import SettingsError

_DISTRICT = ("number", "name")
_YEAR = ("id", "title", "begin", "end", "year")
_TOP = ("source", "sheet", "date_format", "district", "school_year", "columns", "values")


_QUOTES = (
    "Text stands in quotes, also a number that begins with 0; "
    "in a path write / or two backslashes for each one."
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `build` must know besides the export itself."""

    path: Path
    source: Path
    """The export, CSV or XLSX, as an absolute path."""
    sheet: str
    """The sheet of a workbook; blank means the first."""
    date_format: str
    """How the export writes dates, as in `strptime`; YYYY-MM-DD is always understood."""
    district_number: str
    district_name: str
    session: str
    """The sourcedId of the school year."""
    session_title: str
    begin: date
    end: date
    """The first day after the school year."""
    year: int
    """The calendar year in which the school year ends."""
    columns: Mapping[str, str]
    """Our name to the export's header."""
    words: Mapping[str, Mapping[str, str]]
    """Our name to the export's word to our word; several races stand with commas between."""


def load_recipe(path: Path) -> Recipe:
    """Load a recipe from a TOML file; the export's path is relative to it.

    Raises:
        SettingsError: it can't be read, is no TOML, or a key is missing, unknown or of a wrong kind.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no recipe {visible(str(path))}.",
            meaning="Nothing was built.",
            to_do="Name the file of your recipe.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not UTF-8 text"
        raise SettingsError(f"The recipe {visible(str(path))} can't be read: {why}.") from error
    return _Reading(path).recipe(text)


@dataclass(frozen=True)
class _Reading:
    """One recipe being read."""

    path: Path

    def recipe(self, text: str) -> Recipe:
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self.error(f"no TOML: {visible(str(error))}", _QUOTES) from error
        self.known(data, _TOP, "")
        district = self.table(data, "district", _DISTRICT)
        year = self.table(data, "school_year", _YEAR)
        begin, end = (self.day(year, key, "school_year") for key in ("begin", "end"))
        if end <= begin:
            raise self.error("school_year.end must be after school_year.begin")
        return Recipe(
            path=self.path,
            source=(self.path.parent / self.text(data, "source", "")).absolute(),
            sheet=self.text(data, "sheet", "", blank=True) if "sheet" in data else "",
            date_format=self.date_format(data),
            district_number=self.text(district, "number", "district"),
            district_name=self.text(district, "name", "district"),
            session=self.text(year, "id", "school_year"),
            session_title=self.text(year, "title", "school_year"),
            begin=begin,
            end=end,
            year=self.number(year, "year", "school_year"),
            columns=self.columns(data),
            words=self.value_maps(data),
        )

    def columns(self, data: Mapping[str, Any]) -> dict[str, str]:
        table = self.table(data, "columns", BY_NAME)
        for field in FIELDS:
            if field.required and field.name not in table:
                raise self.error(
                    f"columns.{field.name} is missing", f"Name the export's column for {field.meaning}."
                )
        return {name: self.text(table, name, "columns") for name in table}

    def value_maps(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        if "values" not in data:
            return {}
        maps = self.table(data, "values", (*BY_NAME, ANY_FLAG.name))
        own = {name: self.words(maps, name) for name in maps}
        shared = own.pop(ANY_FLAG.name, None)
        if shared is None:
            return own
        return {field.name: shared for field in FIELDS if field.kind == "yes_no"} | own

    def words(self, maps: Mapping[str, Any], name: str) -> dict[str, str]:
        table = self.table(maps, name, None, "values")
        field = BY_NAME.get(name, ANY_FLAG)
        return {word: self.word(table[word], field) for word in table}

    def word(self, value: Any, field: Field) -> str:
        """Return the word a value map leads to, as it stands in the files."""
        place = f"values.{field.name}"
        if field.kind == "yes_no" and isinstance(value, bool):
            return "true" if value else "false"
        items = value if field.kind == "races" and isinstance(value, list) else [value]
        for item in items:
            if not isinstance(item, str):
                raise self.error(f"{place} must lead to text in quotes")
            if item and field.words and item not in field.words:
                raise self.error(f"{place} leads to {visible(item)!r}", _known(item, field.words))
        return ",".join(items)

    def date_format(self, data: Mapping[str, Any]) -> str:
        if "date_format" not in data:
            return "%Y-%m-%d"
        chosen = self.text(data, "date_format", "")
        day = datetime(2026, 8, 31)  # noqa: DTZ001 - only to try the format
        try:
            understood = datetime.strptime(day.strftime(chosen), chosen) == day  # noqa: DTZ007
        except ValueError:
            understood = False
        if not understood:
            raise self.error("date_format names no year, month and day", 'For 08/31/2026 write "%m/%d/%Y".')
        return chosen

    def table(
        self, data: Mapping[str, Any], key: str, keys: Collection[str] | None, above: str = ""
    ) -> Mapping[str, Any]:
        place = f"{above}.{key}" if above else key
        value = data.get(key)
        if value is None:
            raise self.error(f"[{place}] is missing")
        if not isinstance(value, dict):
            raise self.error(f"{place} must be a table", f"Write [{place}] on a line of its own.")
        if keys is not None:
            self.known(value, keys, place)
        return value

    def text(self, data: Mapping[str, Any], key: str, place: str, *, blank: bool = False) -> str:
        name = f"{place}.{key}" if place else key
        if key not in data:
            raise self.error(f"{name} is missing")
        value = data[key]
        if not isinstance(value, str):
            raise self.error(f"{name} must be text in quotes", "Without quotes, leading zeros are lost.")
        if not value.strip() and not blank:
            raise self.error(f"{name} is blank")
        return value.strip()

    def day(self, data: Mapping[str, Any], key: str, place: str) -> date:
        value = data.get(key)
        try:
            if type(value) is date:
                return value
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.error(f"{place}.{key} must be a date", "Write it like 2026-08-12.") from None

    def number(self, data: Mapping[str, Any], key: str, place: str) -> int:
        value = data.get(key)
        if type(value) is not int or not 2000 <= value <= 2999:
            raise self.error(f"{place}.{key} must be a year", "Write the year in which the school year ends.")
        return value

    def known(self, data: Mapping[str, Any], keys: Collection[str], place: str) -> None:
        for key in data:
            if key not in keys:
                name = f"{place}.{key}" if place else key
                raise self.error(f"{visible(name)} is no known key", _known(key, keys))

    def error(self, what: str, to_do: str = "") -> SettingsError:
        return SettingsError(f"{visible(str(self.path))}: {what}.", meaning="Nothing was built.", to_do=to_do)


def _known(wrong: str, words: Collection[str]) -> str:
    return suggest(wrong, words).strip() or f"Known are {', '.join(words)}."

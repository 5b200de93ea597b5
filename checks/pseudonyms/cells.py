"""What becomes of one cell, by its column: noted first, made afterwards, decided alike both times."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.profile.model import ColumnSpec, Profile
from checks.pseudonyms.csv_spans import Sheet
from checks.pseudonyms.mapping.birth_dates import BirthDates, is_date_like
from checks.pseudonyms.mapping.columns import (
    PUBLIC_FILES,
    Treatment,
    is_about_people,
    means_nobody,
    month_of,
    treatment_of,
)
from checks.pseudonyms.mapping.originals import Originals
from checks.pseudonyms.mapping.text import blanked
from checks.pseudonyms.mapping.values import Values, plain
from checks.tables.suggestions import PLACEHOLDERS

_ITEM = re.compile(r"[^,;|\[\]{}\"]+")
"""An ID in a cell, also where several are listed in another way than with commas."""
_ADDRESS = re.compile(r"\S@\S")
"""An e-mail address is somebody's, wherever it stands."""

Made = tuple[str, bool]
"""What became of a cell, and whether it is a word that an original may be too."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column as it stands in a file."""

    spec: ColumnSpec | None
    part: Treatment
    is_own: bool
    """Whether its values are a person's own, and not only a class's."""


class Cells:
    """The cells of a whole set."""

    def __init__(self, profile: Profile, rng: random.Random, today: date) -> None:
        """Draw with this source of chance; `today` parts the birth dates that are over from future ones."""
        self.values = Values(rng)
        self.births = BirthDates(rng, today)
        self.originals = Originals(profile, self.values)
        self._columns = {column.name for spec in profile.files for column in spec.columns}
        words = (word for spec in profile.files for column in spec.columns for word in column.vocabulary)
        self._words = {"true", "false", *words}
        self._keys: set[str] = set()
        """Of what is no person's: schools, terms and courses."""
        of_people = {
            column.name
            for spec in profile.files
            for column in spec.columns
            if treatment_of(spec, column) in (Treatment.NAME, Treatment.ID, Treatment.BIRTH)
            if not column.key
        }
        public = {name for spec in profile.files if spec.name in PUBLIC_FILES for name in spec.header}
        self._names_of_people = of_people - public
        self._born: dict[str, str] = {}
        self._people: dict[tuple[str, ...], dict[tuple[str, str], str]] = {}
        """Names of the people whom a rule takes for one, by what they have in common."""

    def columns(self, sheet: Sheet) -> list[SheetColumn]:
        """Return the columns of a sheet in the order of the file; one the profile lacks is hidden."""
        names = {place: name for name, place in sheet.header.places.items()}
        is_of_people = sheet.spec.name in PUBLIC_FILES and not self.is_public(sheet)
        columns = []
        for place in range(len(sheet.names)):
            if place not in names:
                columns.append(SheetColumn(None, Treatment.HIDDEN, is_own=False))
                continue
            spec = sheet.spec.column(names[place])
            part = treatment_of(sheet.spec, spec, is_of_people=is_of_people)
            columns.append(SheetColumn(spec, part, is_of_people or is_about_people(sheet.spec, spec)))
        return columns

    def is_public(self, sheet: Sheet) -> bool:
        """Tell whether a file is what its name says, and no list of persons under a wrong name."""
        is_of_people = not self._names_of_people.isdisjoint(name.strip() for name in sheet.strange_names)
        return sheet.spec.name in PUBLIC_FILES and bool(sheet.names) and not is_of_people

    def note(self, sheet: Sheet, column: SheetColumn, value: str) -> None:
        """Note a cell of a sound row."""
        text = value.strip()
        if not text or column.spec is None or text in PLACEHOLDERS:
            return
        if column.part is Treatment.BIRTH and is_date_like(text):
            self.births.note(text)
            self.originals.note(text, is_own=True)
        elif column.part is Treatment.BIRTH or column.part is Treatment.NAME:
            self.originals.note(value, is_own=column.is_own, is_list=column.spec.list)
        elif means_nobody(sheet.spec, column.spec, text):
            self._words.add(text)
        elif column.part is Treatment.PUBLIC:
            self.originals.note_public(value)
            if column.spec.key:
                self._keys.add(text)
            if _ADDRESS.search(value):
                self.originals.note(value, is_own=True)
        else:
            self._note_items(column, value)

    def _note_items(self, column: SheetColumn, value: str) -> None:
        assert column.spec is not None
        is_reference = column.part is Treatment.REFERENCE
        for item in _ITEM.findall(value):
            if is_reference and self.originals.names_public(item):
                self.originals.note_public(item)
            else:
                self.values.note(item, "" if column.spec.list or column.spec.references else column.spec.type)
                if is_reference:
                    self.originals.note(item, is_own=False)
        if not is_reference:
            self.originals.note(value, is_own=column.is_own, is_list=column.spec.list)

    def note_birth_of(self, key: str, born: str) -> None:
        """Note when the person with this ID was born: namesakes born on one day may be one person."""
        self._born.setdefault(plain(key), born.strip())

    def note_names(self, sheet: Sheet) -> None:
        """Note the names of columns that the profile does not know, and are none but a row's values.

        A line end that was lost glues the first row to the header; one value tells of all of them.
        """
        strange = [name for name in sheet.strange_names if name.strip() not in self._columns]
        names = [name.strip() for name in strange if name.strip() not in self._words]
        has_words = len(names) < len(strange)
        if has_words or any("@" in name or (name and not re.search("[^\\W\\d_]", name)) for name in names):
            for name in names:
                self.originals.note(name, is_own=True)

    def made_row(self, sheet: Sheet, columns: Sequence[SheetColumn], cells: Sequence[str]) -> list[Made]:
        """Return what becomes of the cells of a sound row."""
        person = self._person(columns, cells) if sheet.spec.name == "users.csv" else {}
        made = [self._made(sheet, column, cell, person) for column, cell in zip(columns, cells, strict=True)]
        return self._dealt(columns, made)

    def _person(self, columns: Sequence[SheetColumn], cells: Sequence[str]) -> dict[tuple[str, str], str]:
        """Return the names of the person of a row: an earlier row's, where a rule could take both for one."""
        own = {
            each.spec.name: cell.strip().lower()
            for each, cell in zip(columns, cells, strict=True)
            if each.spec
        }
        given, family, email = (own.get(name, "") for name in ("givenName", "familyName", "email"))
        born = self._born.get(plain(own.get("sourcedId", "")), "")
        keys: list[tuple[str, ...]] = [("born", given, family, born)] if given and family and born else []
        keys += [("email", given, email)] if given and email else []
        person = next((self._people[key] for key in keys if key in self._people), {})
        for key in keys:
            self._people.setdefault(key, person)
        return person

    def _made(
        self, sheet: Sheet, column: SheetColumn, value: str, person: dict[tuple[str, str], str]
    ) -> Made:
        text = value.strip()
        made, is_word = value, True
        if column.spec is None:
            made = value.replace(text, "x") if text.isprintable() else blanked(value)
        elif not text or text in PLACEHOLDERS:
            pass
        elif column.part is Treatment.BIRTH and is_date_like(text):
            made = value.replace(text, self.births.image(text))
        elif column.part in (Treatment.BIRTH, Treatment.NAME):
            made, is_word = self._name(column.spec.name, value, person), False
        elif means_nobody(sheet.spec, column.spec, text):
            made = month_of(value) if column.part is Treatment.CHANGED else value
        elif column.part is Treatment.PUBLIC:
            made, is_word = self.originals.public(value), False
        else:
            make = self._referring if column.part is Treatment.REFERENCE else self.values.image
            made, is_word = _ITEM.sub(lambda item: make(item[0]), value), False
        return made, is_word

    def _name(self, column: str, value: str, person: dict[tuple[str, str], str]) -> str:
        """Return another name, of whatever length; in another letter case the same."""
        text = value.strip()
        known = person.get((column, text.lower()))
        made = self.values.fresh(text) if known is None else known
        person.setdefault((column, text.lower()), made)
        return value.replace(text, made)

    def _referring(self, item: str) -> str:
        known = self.originals.names_public(item)
        return self.originals.public(item) if known else self.values.image(item)

    def _dealt(self, columns: Sequence[SheetColumn], made: list[Made]) -> list[Made]:
        """Deal sex, race and ethnicity anew: as many races as before, and only words of the standard."""
        races = []
        for number, column in enumerate(columns):
            if column.part not in (Treatment.DEALT, Treatment.RACE) or column.spec is None:
                continue
            words = column.spec.vocabulary or ("true", "false")
            if made[number][0] in words and column.part is Treatment.RACE:
                races.append(number)
            elif made[number][0] in words:
                made[number] = (self.values.rng.choice(words), True)
        dealt = self.values.rng.sample([made[number] for number in races], len(races))
        for number, flag in zip(races, dealt, strict=True):
            made[number] = flag
        return made

    def note_part(self, sheet: Sheet, number: int, value: str) -> None:
        """Note what stands between two separators of a row that can't be taken apart.

        To be done when all sound rows are noted: they tell what is no person's.
        """
        text = value.strip()
        if self._is_birth(sheet, text):
            self.births.note(text)
            self.originals.note(text, is_own=True)
        elif not self._stays(sheet, number, text):
            if number in (0, sheet.key) or self.values.knows(value):
                self.values.note(value)
            is_own = sheet.spec.name in ("users.csv", "demographics.csv") or not sheet.names
            self.originals.note(value, is_own=is_own)

    def made_part(self, sheet: Sheet, number: int, value: str) -> Made:
        """Return what becomes of what `note_part` noted."""
        text = value.strip()
        if self._is_birth(sheet, text):
            return value.replace(text, self.births.image(text)), True
        if self._stays(sheet, number, text):
            return self.originals.public(value), text in self._words
        make = self.values.image if self.values.knows(value) else self.values.fresh
        return make(value), text in PLACEHOLDERS

    def _is_birth(self, sheet: Sheet, text: str) -> bool:
        columns = sheet.spec.columns
        return is_date_like(text) and (
            not sheet.names or any(treatment_of(sheet.spec, each) is Treatment.BIRTH for each in columns)
        )

    def _stays(self, sheet: Sheet, number: int, text: str) -> bool:
        """Tell whether it is a word of the standard, or the ID of a school, term or course."""
        is_key = number in (0, sheet.key) and not self.is_public(sheet)
        return not is_key and (text in self._words or text in self._keys)

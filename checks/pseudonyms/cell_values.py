"""What becomes of one cell, by its column: noted first, made afterwards, decided alike both times."""

import re
from dataclasses import dataclass, field

from checks.profile.model import ColumnSpec, Profile
from checks.pseudonyms.csv_spans import Sheet
from checks.pseudonyms.mapping.alphabets import blanked
from checks.pseudonyms.mapping.column_policy import (
    PUBLIC_FILES,
    Treatment,
    is_about_people,
    means_nobody,
    part_of,
)
from checks.pseudonyms.mapping.value_map import ValueMap
from checks.tables.suggestions import PLACEHOLDERS

_ITEM = re.compile(r"[^,;|\[\]{}\"]+")
"""An ID in a cell, also where several are listed in another way than with commas."""

_ADDRESS = re.compile(r"\S@\S")
"""An e-mail address is somebody's, wherever it stands."""

Made = tuple[str, bool]
"""What became of a cell, and whether it is a word that an original may be too."""


@dataclass
class SheetColumn:
    """One column as it stands in a file."""

    spec: ColumnSpec | None
    part: Treatment
    is_own: bool
    """Whether its values are a person's own, and not only a class's."""
    made: dict[str, Made] = field(default_factory=dict)


class CellValues:
    """The cells of a whole set."""

    def __init__(self, profile: Profile, people: ValueMap) -> None:
        self._people = people
        self._words = {"true", "false"}
        self._columns = {column.name for spec in profile.files for column in spec.columns}
        self._keys: set[str] = set()
        """Of what is no person's: schools, terms and courses."""
        self._names_of_people: set[str] = set()
        for spec in profile.files:
            for column in spec.columns:
                self._words.update(column.vocabulary)
                if part_of(spec, column) in (Treatment.PERSON, Treatment.BIRTH) and not column.key:
                    self._names_of_people.add(column.name)
        for spec in profile.files:
            if spec.name in PUBLIC_FILES:
                self._names_of_people.difference_update(spec.header)

    def columns(self, sheet: Sheet) -> list[SheetColumn]:
        """Return the columns of a sheet in the order of the file; one the profile lacks is hidden."""
        names = {place: name for name, place in sheet.header.places.items()}
        is_public = self._is_public(sheet)
        columns = []
        for place in range(len(sheet.names)):
            if place not in names:
                columns.append(SheetColumn(None, Treatment.HIDDEN, is_own=False))
                continue
            spec = sheet.spec.column(names[place])
            is_of_people = sheet.spec.name in PUBLIC_FILES and not is_public
            part = part_of(sheet.spec, spec, is_of_people=is_of_people)
            is_own = is_of_people or is_about_people(sheet.spec, spec)
            columns.append(SheetColumn(spec, part, is_own))
        return columns

    def _is_public(self, sheet: Sheet) -> bool:
        """Tell whether a file is what its name says, and no list of persons under a wrong name."""
        is_of_people = not self._names_of_people.isdisjoint(name.strip() for name in sheet.strange_names)
        return sheet.spec.name in PUBLIC_FILES and bool(sheet.names) and not is_of_people

    def note(self, sheet: Sheet, column: SheetColumn, value: str) -> None:
        """Note a cell of a sound row."""
        text = value.strip()
        if not text or column.spec is None:
            return
        if column.part is Treatment.PERSON:
            self._people.note(value, is_own=column.is_own, is_list=column.spec.list)
        elif column.part is Treatment.BIRTH:
            self._people.note_birth(value)
        elif means_nobody(sheet.spec, column.spec, text):
            self._words.add(text)
        elif column.part is Treatment.PUBLIC:
            self._people.note_public(value)
            if column.spec.key:
                self._keys.add(text)
            if _ADDRESS.search(value):
                self._people.note(value, is_own=True)
        elif column.part is Treatment.REFERENCE:
            for item in _ITEM.findall(value):
                if self._people.names_public(item):
                    self._people.note_public(item)
                    self._people.note_together(value)
                else:
                    self._people.note(item, is_own=False)
        else:
            self._people.note(value, is_own=column.is_own, is_list=column.spec.list)

    def note_names(self, sheet: Sheet) -> None:
        """Note the names of columns that the profile does not know, and are none but a row's values.

        A line end that was lost glues the first row to the header; one value tells of all of them.
        """
        strange = [name for name in sheet.strange_names if name.strip() not in self._columns]
        names = [name.strip() for name in strange if name.strip() not in self._words]
        has_words = len(names) < len(strange)
        if has_words or any("@" in name or (name and not re.search("[^\\W\\d_]", name)) for name in names):
            for name in names:
                self._people.note(name, is_own=True)

    def made(self, sheet: Sheet, column: SheetColumn, value: str) -> Made:
        """Return what becomes of a cell of a sound row."""
        if column.spec is None:
            return "".join(map(blanked, value)), True
        if column.part is Treatment.PERSON:
            return self._people.image(value), value.strip() in PLACEHOLDERS
        if column.part is Treatment.BIRTH:
            return self._people.birth(value)
        if means_nobody(sheet.spec, column.spec, value.strip()):
            return value, True
        if column.part is Treatment.REFERENCE:
            return _ITEM.sub(lambda found: self._referring(found.group()), value), False
        make = self._people.public if column.part is Treatment.PUBLIC else self._people.image
        return make(value), False

    def _referring(self, item: str) -> str:
        known = self._people.names_public(item)
        return self._people.public(item) if known else self._people.image(item)

    def note_part(self, sheet: Sheet, number: int, value: str) -> None:
        """Note what stands between two separators of a row that can't be taken apart.

        To be done when all sound rows are noted: they tell what is no person's.
        """
        if self._is_birth(sheet, value):
            self._people.note_birth(value)
        elif not self._stays(sheet, number, value):
            is_own = sheet.spec.name in ("users.csv", "demographics.csv") or not sheet.names
            self._people.note(value, is_own=is_own)

    def made_part(self, sheet: Sheet, number: int, value: str) -> Made:
        """Return what becomes of what `note_part` noted."""
        if self._is_birth(sheet, value):
            return self._people.birth(value)
        if self._stays(sheet, number, value):
            return self._people.public(value), value.strip() in self._words
        return self._people.image(value), value.strip() in PLACEHOLDERS

    def _is_birth(self, sheet: Sheet, value: str) -> bool:
        columns = sheet.spec.columns
        has_births = not sheet.names or any(part_of(sheet.spec, each) is Treatment.BIRTH for each in columns)
        return has_births and self._people.days.knows(value.strip())

    def _stays(self, sheet: Sheet, number: int, value: str) -> bool:
        """Tell whether it is a word of the standard, or a school, term or course.

        A title stays in files of classes and courses alone: elsewhere the same word may be a name, as `Art`.
        """
        is_key = number in (0, sheet.key) and not self._is_public(sheet)
        is_of_people = is_about_people(sheet.spec, sheet.spec.columns[0]) or not sheet.names
        is_public = value.strip() in self._keys if is_of_people else self._people.is_public(value)
        return not is_key and (value.strip() in self._words or is_public)

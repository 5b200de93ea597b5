"""A file set with every person's value replaced by another: nobody's data, the same faults.

First everything is read and noted, then each value gets another one, at random. The map is kept nowhere. In
the end every original of three characters and more is searched in what was made.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

from checks.input.file_names import match_names
from checks.input.layouts.web_page import is_web_page
from checks.input.source import FileSet, SourceFile
from checks.profile.model import Profile
from checks.pseudonyms.cells import Cells
from checks.pseudonyms.csv_spans import Sheet, read_sheet
from checks.pseudonyms.mapping.columns import Treatment
from checks.pseudonyms.mapping.leak_search import LeakSearch
from checks.pseudonyms.mapping.values import LeakError
from checks.pseudonyms.order import Order
from checks.pseudonyms.rewriting import Rewriting, Stop, note_other_rows, note_sound_rows
from checks.pseudonyms.unchecked_files import NO_TEXT, WEB_PAGE, cells_in, remains

_TRIES = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be replaced safely, and so was left out."""

    file: str
    column: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Pseudonymized:
    """What was made of a file set: each line's text, which may stand in another order."""

    left_out: tuple[LeftOut, ...]
    tainted: int
    """Public words and numbers that were replaced too, because a person's value stands in them."""
    search: LeakSearch = field(repr=False)
    """Looks for all the originals in whatever is to go along."""
    renamed: Mapping[str, str]
    """Names of files and columns that were replaced, because a person's value is in them."""
    crowded: bool
    """Whether there were so many children that a day of birth is now another child's."""
    of_people: frozenset[str]
    """The files whose rows are about persons, so that their order may tell something."""
    _files: tuple[tuple[SourceFile, Sheet | None, tuple[str, ...]], ...]

    def as_set(self, path: Path, order: Order | None = None) -> FileSet:
        """Return the files in memory, their rows in this order, as a set that can be checked.

        Folders, names and order of the files are those of the originals.
        """
        files = []
        for file, sheet, texts in self._files:
            if sheet is None:
                files.append(file)
            else:
                lines = order.of(sheet.spec.name, texts) if order else texts
                files.append(sheet.file_of(lines, file.name, file.folder))
        return FileSet(path, tuple(files))

    def alike(self, files: FileSet) -> frozenset[str]:
        """Return persons' values that still stand as a word, a date or a column's name; never to be told."""
        texts = [file.read().decode("utf-8", "surrogateescape") for file in files.files]
        return frozenset(each for found in self.search.found_in(texts).values() for each in found)


class Sheets:
    """The files of a set, those that the check reads as their lines stand."""

    def __init__(self, source: FileSet, profile: Profile) -> None:
        """Read them; SourceError when one can't be read."""
        _, files = match_names(source, profile)
        self._source = source
        self._names = {id(file): name for name, file in files.items()}
        read = {spec.name: read_sheet(files[spec.name], spec) for spec in profile.files if spec.name in files}
        self.by_name = {name: sheet for name, sheet in read.items() if sheet is not None}
        """Those that are text, by the profile's name."""

    @property
    def files(self) -> list[tuple[SourceFile, str]]:
        """All files with the profile's name; a blank one where the check does not read it."""
        return [(file, self._names.get(id(file), "")) for file in self._source.files]

    def only(self, few: Mapping[str, Sheet]) -> FileSet:
        """Return the set with these sheets in the place of its own."""
        files = []
        for file, name in self.files:
            texts = [piece.text for piece in few[name].pieces] if name in few else []
            files.append(few[name].file_of(texts, file.name, file.folder) if name in few else file)
        return FileSet(self._source.path, tuple(files))


def pseudonymize(
    sheets: Sheets,
    profile: Profile,
    *,
    today: date,
    few: Mapping[str, Sheet] | None = None,
    rng: random.Random | None = None,
    stop: Stop = lambda: None,
) -> Pseudonymized:
    """Replace every person's value in a file set.

    Args:
        sheets: the files; all of them are noted.
        profile: what it is checked against: it says what a column holds.
        today: parts the birth dates that are over from those in the future.
        few: the sheets to write, with some of the rows; without it all.
        rng: where chance comes from; the system's own without it.
        stop: asked often; raises CancelledError where a person stopped the work.

    Raises:
        SourceError: a file can't be read.
        LeakError: an original would have been left.
    """
    for _ in range(_TRIES):
        attempt = _Attempt(sheets, profile, Cells(profile, rng or random.SystemRandom(), today), stop)
        made = attempt.make(sheets.by_name if few is None else few)
        if made is not None:
            return made
    raise LeakError(
        "A person's value would have been left in the bundle.",
        meaning="Nothing was written.",
        to_do="Try again: every bundle is made anew, by chance.",
    )


@dataclass(slots=True)
class _Attempt:
    """One attempt to replace the values of a set; the next one has other values."""

    sheets: Sheets
    profile: Profile
    cells: Cells
    stop: Stop
    left_out: list[LeftOut] = field(default_factory=list)

    def make(self, few: Mapping[str, Sheet]) -> Pseudonymized | None:
        """Replace the values of these sheets; None if an original would be left."""
        self._note()
        originals, rewriting = self.cells.originals, Rewriting(self.cells, self.stop)
        folders = _plain_folders(file.folder for file, _ in self.sheets.files)
        files: list[tuple[SourceFile, Sheet | None, tuple[str, ...]]] = []
        for file, name in self.sheets.files:
            shown, folder = originals.name(file.name), folders[file.folder]
            if name not in few:
                data = self._remains(file, shown, is_checked=bool(name))
                files.append((SourceFile(shown, len(data), partial(BytesIO, data), folder), None, ()))
            elif (texts := rewriting.texts(few[name])) is not None:
                self._tell_hidden(few[name])
                files.append((replace(file, name=shown, folder=folder), few[name], tuple(texts)))
            else:
                return None
        why = "a person's value would be left in some of its cells"
        self.left_out += (LeftOut(file, column, why) for file, column in rewriting.hidden)
        names = {file.name: originals.name(file.name) for file, _ in self.sheets.files}
        columns = {name for sheet in few.values() for name in sheet.strange_names}
        names.update({name: originals.column_name(name) for name in columns})
        return Pseudonymized(
            left_out=tuple(self.left_out),
            tainted=originals.tainted,
            search=originals.search,
            renamed={name: new for name, new in names.items() if new != name},
            crowded=self.cells.births.is_crowded,
            of_people=frozenset(name for name, sheet in few.items() if not self.cells.is_public(sheet)),
            _files=tuple(files),
        )

    def _note(self) -> None:
        for note in (note_sound_rows, note_other_rows):
            for sheet in self.sheets.by_name.values():
                note(sheet, self.cells, self.stop)
        for file, name in self.sheets.files:
            if not name:
                self.cells.originals.note_elsewhere(cells_in(file))
        self.cells.originals.close()

    def _tell_hidden(self, sheet: Sheet) -> None:
        why = "nobody knows what the column holds"
        for column, name in zip(self.cells.columns(sheet), sheet.names, strict=False):
            if column.part is Treatment.HIDDEN:
                self.left_out.append(LeftOut(sheet.spec.name, self.cells.originals.column_name(name), why))

    def _remains(self, file: SourceFile, name: str, *, is_checked: bool) -> bytes:
        """Return what stands for a file that is no text, or that is not checked."""
        self.left_out.append(LeftOut(name, None, "it is no text" if is_checked else "it is not checked"))
        if not is_checked:
            return remains(file, self.profile)
        return WEB_PAGE if is_web_page(file.head()) else NO_TEXT


def _plain_folders(folders: Iterable[str]) -> dict[str, str]:
    """Return other names of the folders, in the same order and as deep: no finding tells them."""
    return {"": ""} | {
        folder: "/".join((f"folder-{number:04}", *["folder"] * folder.count("/")))
        for number, folder in enumerate(sorted({*folders} - {""}))
    }

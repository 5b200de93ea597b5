"""A file set with every person's value replaced by another of the same shape: nobody's data, the same faults.

First everything is read and noted, then each value gets another one, at random and the same everywhere. The
map is kept nowhere. At the end every original of three characters and more is searched in what was made.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

from checks.input.file_names import match_names
from checks.input.source import FileSet, SourceFile
from checks.job import UNWATCHED, Job
from checks.profile.model import FileSpec, Profile
from checks.progress import Progress
from checks.pseudonyms.cell_values import CellValues
from checks.pseudonyms.csv_spans import Sheet, read_sheet
from checks.pseudonyms.mapping.column_policy import Treatment
from checks.pseudonyms.mapping.leak_search import LeakSearch
from checks.pseudonyms.mapping.value_map import LeakError, ValueMap
from checks.pseudonyms.rewriting import Rewriting, note_other_rows, note_sound_rows
from checks.pseudonyms.unchecked_files import NO_TEXT, cells_in, remains

_TRIES = 5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be replaced safely, and so was left out."""

    file: str
    column: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Pseudonymized:
    """What was made of a file set."""

    files: tuple[SourceFile, ...]
    """In memory; folders, names and order are those of the originals."""
    left_out: tuple[LeftOut, ...]
    tainted: int
    """Public words and numbers that were replaced too, because a person's value stands in them."""
    alike: frozenset[str] = field(repr=False)
    """Persons' values that still stand as a word, a date or the name of a column; never to be told."""
    search: LeakSearch = field(repr=False)
    """Looks for all the originals in whatever is to go along."""
    renamed: Mapping[str, str]
    """Names of files and columns that were replaced, because a person's value is in them."""
    crowded: bool
    """Whether there were so many children that a day of birth is now another child's."""

    def as_set(self, path: Path) -> FileSet:
        """Return them as a file set that can be checked, under this path's name."""
        return FileSet(path, self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudonymOptions:
    """What is kept of a set, and how other values are found; without any all is kept, by chance."""

    kept: Mapping[str, set[int]] | None = None
    """Physical lines that are kept of each file of the profile, or None for all. Headers always are."""
    shares_days: bool = True
    """Whether two days of birth may become one day, where free days are few; two children of one name may
    then look like one."""
    rng: random.Random | None = None
    """Where chance comes from; the system's own without it."""


_ALL = PseudonymOptions()


def pseudonymize(
    source: FileSet,
    profile: Profile,
    *,
    today: date,
    options: PseudonymOptions = _ALL,
    job: Job[Progress] = UNWATCHED,
) -> Pseudonymized:
    """Replace every person's value in a file set.

    Args:
        source: the opened folder or zip; it is only read, each file as a whole.
        profile: what it is checked against: it says what a column holds.
        today: parts the birth dates that are over from those in the future.
        options: what is kept, and how other values are found.
        job: told once a file how far it is.

    Raises:
        SourceError: a file can't be read.
        SurvivorError: an original would have been left.
        CancelledError: the job was cancelled.
    """
    steps = _Steps(job, 2 * sum(file.size for file in source.files))
    sheets: dict[int, Sheet | None] = {}
    for file, spec in _files(source, profile):
        sheets[id(file)] = read_sheet(file, spec)
        steps.did(spec.name, file.size)
    for attempt in range(_TRIES):
        try:
            rng = options.rng or random.SystemRandom()
            people = ValueMap(profile, rng, today, shares_days=options.shares_days)
            is_last = attempt == _TRIES - 1
            return _Attempt(source, profile, sheets, people, steps).make(options.kept, hides=is_last)
        except LeakError:
            if is_last:
                raise
    raise AssertionError


def read_sheets(source: FileSet, profile: Profile) -> dict[str, Sheet]:
    """Return the files of a set that are read and are text, by the profile's name, as their lines stand.

    Raises:
        SourceError: a file can't be read.
    """
    sheets = {spec.name: read_sheet(file, spec) for file, spec in _files(source, profile)}
    return {name: sheet for name, sheet in sheets.items() if sheet is not None}


def _files(source: FileSet, profile: Profile) -> Iterator[tuple[SourceFile, FileSpec]]:
    _, files = match_names(source, profile)
    for spec in profile.files:
        if spec.name in files:
            yield files[spec.name], spec


@dataclass(slots=True)
class _Attempt:
    """One attempt to replace the values of a set; the next one has other values."""

    source: FileSet
    profile: Profile
    sheets: Mapping[int, Sheet | None]
    """By the file's identity; None where it is no text."""
    people: ValueMap
    steps: "_Steps"
    cells: CellValues = field(init=False)
    left_out: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = CellValues(self.profile, self.people)

    def make(self, kept: Mapping[str, set[int]] | None, *, hides: bool) -> Pseudonymized:
        """Replace the values; the last attempt hides the cells in which an original would be left."""
        people, readable = self.people, [sheet for sheet in self.sheets.values() if sheet is not None]
        self._note(readable)
        names = _names(self.source, self.sheets)
        for name in names:
            people.note_name(name)
        people.close(self.steps.stop, may_leave=hides)
        rewriting = partial(Rewriting, self.cells, people, kept, self.steps.stop)
        written, hidden = _written(readable, people, rewriting, hides=hides)
        self.left_out += (
            LeftOut(file, column, "a person's value would be left in some of its cells")
            for file, column in hidden
        )
        made = self._files(written)
        texts = [file.read().decode("utf-8", "surrogateescape") for file in made]
        alike = {each for found in people.search.found_in(texts).values() for each in found}
        return Pseudonymized(
            files=tuple(made),
            left_out=tuple(self.left_out),
            tainted=people.tainted,
            alike=frozenset(alike),
            search=people.search,
            renamed={name: new for name in names if (new := people.name(name)) != name},
            crowded=people.days.is_crowded,
        )

    def _note(self, readable: list[Sheet]) -> None:
        for note in (note_sound_rows, note_other_rows):
            for each in readable:
                note(each, self.cells, self.steps.stop)
        for file in self.source.files:
            if id(file) not in self.sheets:
                self.people.note_elsewhere(cells_in(file))

    def _files(self, written: Mapping[int, bytes]) -> list[SourceFile]:
        folders = _plain_folders(self.source)
        made = []
        for file in self.source.files:
            data = self._bytes(file, written)
            name = self.people.name(file.name)
            made.append(SourceFile(name, len(data), partial(BytesIO, data), folders[file.folder]))
            self.steps.did(name, file.size)
        return made

    def _bytes(self, file: SourceFile, written: Mapping[int, bytes]) -> bytes:
        """Return what a file holds now, and note what was left out of it."""
        people, sheet = self.people, self.sheets.get(id(file))
        if sheet is not None:
            self.left_out += (
                LeftOut(sheet.spec.name, people.name(name), "nobody knows what the column holds")
                for column, name in zip(self.cells.columns(sheet), sheet.names, strict=False)
                if column.part is Treatment.HIDDEN
            )
            return written[id(sheet)]
        if id(file) in self.sheets:
            self.left_out.append(LeftOut(people.name(file.name), None, "it is no text"))
            return NO_TEXT
        data = remains(file, self.profile)
        self.left_out.append(LeftOut(people.name(file.name), None, "it is not checked"))
        return data


def _written(
    sheets: list[Sheet], people: ValueMap, rewriting: Callable[..., Rewriting], *, hides: bool
) -> tuple[dict[int, bytes], list[tuple[str, str | None]]]:
    """Return the bytes of each sheet, and in which columns of which files cells had to be hidden.

    Raises:
        SurvivorError: an original is left, and `hides` does not let the cells be hidden, or they were.
    """
    writing = rewriting()
    written = {id(sheet): writing.bytes_of(sheet) for sheet in sheets}
    suspects = people.search.found_in(writing.searched)
    if suspects and hides:
        writing = rewriting(suspects)
        written = {id(sheet): writing.bytes_of(sheet) for sheet in sheets}
        suspects = people.search.found_in(writing.searched)
    if suspects:
        raise LeakError(
            "A person's value would have been left in the bundle.",
            meaning="Nothing was written.",
            to_do="Try again: every bundle is made anew, by chance.",
        )
    return written, list(writing.hidden)


def _names(source: FileSet, sheets: Mapping[int, Sheet | None]) -> list[str]:
    """Return the names of files, and those of columns that the profile does not know."""
    names = dict.fromkeys(file.name for file in source.files)
    for sheet in (sheet for sheet in sheets.values() if sheet is not None):
        names.update(dict.fromkeys(sheet.strange_names))
    return list(names)


def _plain_folders(source: FileSet) -> dict[str, str]:
    """Return other names of the folders, in the same order and as deep: no finding tells them."""
    folders = sorted({file.folder for file in source.files if file.folder})
    return {"": ""} | {
        folder: "/".join((f"folder-{number:04}", *["folder"] * folder.count("/")))
        for number, folder in enumerate(folders)
    }


class _Steps:
    """Progress and cancelling, once a file."""

    def __init__(self, job: Job[Progress], total: int) -> None:
        self._job, self._total, self._done = job, total, 0

    def did(self, file: str, size: int) -> None:
        """Count the bytes of a file; CancelledError as `stop`."""
        self.stop()
        self._done += size
        self._job.progress(Progress(file, 0, min(self._done, self._total), self._total))

    def stop(self) -> None:
        """Raise CancelledError where a person stopped the work."""
        self._job.stop_if_cancelled("The bundle was stopped.", "Nothing was written.")

"""Match the header of a file to the columns of the profile, and tell which of its names may be quoted.

A line end that was lost after the header makes the first row's cells column names, so a name is quoted only
where it surely is one. Any other column goes by its number, and its name is a value like that of a cell.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from checks.input.layouts.editions import EDITIONS, Edition, find_edition, follows
from checks.input.layouts.standards import STANDARDS
from checks.input.structure import Structure
from checks.profile.model import METADATA, FileSpec
from checks.suggest import closest, is_misspelling
from checks.suggest import letters as _plain
from checks.visible import visible


@dataclass(frozen=True, slots=True)
class Header:
    """A file's header, matched to the profile."""

    places: dict[str, int]
    """Column name in the profile to position in the file, including misspelled ones."""
    misspelled: dict[str, str] = field(default_factory=dict)
    """Column name in the profile to the name in the file."""
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    """Metadata columns that are not in the profile."""
    blank: tuple[int, ...] = ()
    """Positions without a name, from 0."""
    out_of_place: tuple[str, ...] = ()
    """The fewest columns that would have to move to fix the order, in the order of the file."""
    edition: Edition | None = None
    """The other OneRoster version the file is in."""
    by_values: Mapping[str, str] = field(default_factory=dict)
    """Column name in the profile to what its values are, where they tell which column is meant."""
    explained: frozenset[str] = frozenset()
    """Names, of the file or the profile, that differ only because of that version."""
    names: tuple[str, ...] = ()
    """The raw names, in the order of the file."""
    sure: frozenset[str] = frozenset()
    """Names, raw or stripped, that surely are names of columns: only these may be quoted."""

    def called(self, name: str) -> str:
        """Return what to call a column of the file: its name where it surely is one, else "column 19"."""
        if name in self.sure:
            return visible(name)
        stripped = [each.strip() for each in self.names]
        return f"column {stripped.index(name.strip()) + 1}"

    def unknown_places(self) -> list[int]:
        """Return the positions of the unknown columns, from 0."""
        return [
            place
            for place, name in enumerate(self.names)
            if place not in self.places.values() and name.strip() in self.unknown
        ]

    def with_meant(self, column: str, place: int, values: str) -> "Header":
        """Return the header with an unknown column as the missing one that its values show it to be."""
        name = self.names[place]
        return replace(
            self,
            places={**self.places, column: place},
            misspelled={**self.misspelled, column: name},
            missing=tuple(each for each in self.missing if each != column),
            unknown=tuple(each for each in self.unknown if each != name.strip()),
            by_values={**self.by_values, column: values},
        )

    def called_at(self, place: int) -> str:
        """Return what to call the column at a position, also in a file without a header."""
        name = self.names[place] if place < len(self.names) else ""
        return visible(name.strip()) if name in self.sure else f"column {place + 1}"


@dataclass(slots=True)
class ReadFile:
    """A file after the byte pass."""

    spec: FileSpec
    found: str
    """Its name in the set."""
    bytes: int
    sha256: str
    structure: Structure
    header: Header


_OTHER_NAMES = {
    "agents": "agentSourcedIds",
    "userid": "userIds",
    "grade": "grades",
    "schoolyearid": "schoolYearSourcedId",
    "propertyvalue": "value",
    "usersourcedid": "sourcedId",
    "orgsourcedid": "orgSourcedIds",
    "firstname": "givenName",
    "lastname": "familyName",
    "gender": "sex",
    "dob": "birthDate",
    "dateofbirth": "birthDate",
}
"""Names from OneRoster 1.0 and common exports that are too different to match by spelling."""

_WORDS = ("orgs", "org", "orgId", "orgIds", "schoolId", "schoolIds")
"""Names that others give to columns: they may be quoted, but which column is meant is not clear from them."""

_METADATA_NAME = re.compile(r"metadata\.[A-Za-z][A-Za-z_]{0,39}")


def match_header(found: list[str], spec: FileSpec, edition: Edition | None = None) -> Header:
    """Find each column of the profile in the header, including misspelled names.

    A misspelled column is matched to the most similar one, so that a typo is one finding and not a missing
    column and a thousand blanks. A line with hardly any column names is a row without a header: its text is
    discarded, as it may be a student's data.

    Args:
        found: the raw names.
        spec: the file in the profile.
        edition: the other OneRoster version the set is in, which explains what the file alone does not.
    """
    matching = _Matching(found, spec, edition)
    return matching.header() if matching.is_header else Header({}, missing=spec.header)


class _Matching:
    """Matches the names of one header, exact matches first."""

    def __init__(self, found: list[str], spec: FileSpec, edition: Edition | None) -> None:
        self._found = found
        self._file = spec.name
        self._edition = edition
        self._expected = spec.header
        self._standard = tuple(name for name in spec.header if not name.startswith(METADATA))
        self._plain = [_plain(name) for name in found]
        self.places: dict[str, int] = {}
        self._match(lambda name, columns: name if name in columns else None)
        for likeness in (_alike, _by_other_name, _near):
            self._match(likeness)
        self._match_blanks()

    @property
    def is_header(self) -> bool:
        """Whether enough of the names are columns: a data row may have one by chance."""
        return bool(self.places) and len(self.places) * 4 >= sum(map(bool, self._plain))

    def _match(self, likeness: Callable[[str, list[str]], str | None]) -> None:
        used = set(self.places.values())
        for position, name in enumerate(self._found):
            if position not in used:
                column = likeness(name, [each for each in self._expected if each not in self.places])
                if column is not None:
                    self.places[column] = position

    def _match_blanks(self) -> None:
        """Match a blank name to the column that is missing between its two neighbors."""
        edges = ["", *self._found, ""]
        columns = ["", *self._standard, ""]
        between = {(columns[i - 1], columns[i + 1]): columns[i] for i in range(1, len(columns) - 1)}
        for position, name in enumerate(self._found):
            column = between.get((edges[position], edges[position + 2]))
            if _is_blank(name) and column is not None and column not in self.places:
                self.places[column] = position

    def header(self) -> Header:
        """Return the matched header."""
        names = {column: self._found[position] for column, position in self.places.items()}
        twice: list[str] = []
        unknown: list[str] = []
        metadata: list[str] = []
        blank: list[int] = []
        seen = {_plain(column): column for column in self.places}
        for position in sorted(set(range(len(self._found))) - set(self.places.values())):
            name = self._found[position].strip()
            key = self._plain[position] or name
            if _is_blank(name):
                blank.append(position)
            elif key in seen:
                twice.append(seen[key])
            else:
                (metadata if name.startswith(METADATA) else unknown).append(name)
                seen[key] = name
        header = Header(
            places=self.places,
            misspelled={column: name for column, name in names.items() if name != column},
            missing=tuple(column for column in self._expected if column not in self.places),
            twice=tuple(dict.fromkeys(twice)),
            unknown=tuple(unknown),
            metadata=tuple(metadata),
            blank=tuple(blank),
            out_of_place=self._out_of_place(metadata),
            names=tuple(self._found),
            sure=frozenset(self._sure(strange=unknown, is_whole=not blank)),
        )
        return self._as_edition(header)

    def _sure(self, *, strange: list[str], is_whole: bool) -> Iterator[str]:
        """Yield the names that surely are names of columns, and no row's values.

        A name with the letters of a column always is. A misspelling and the name of another file's column
        are, if nothing in the line is strange: a strange name may come from a row glued to the header.
        """
        known = _known_names()
        is_whole = is_whole and all(_plain(name) in known for name in strange)
        columns = {place: column for column, place in self.places.items()}
        yield from self.places
        for place, name in enumerate(self._found):
            stripped, plain, column = name.strip(), self._plain[place], columns.get(place)
            if column is not None:
                meant = {_plain(column), _plain(column.removeprefix(METADATA))}
                is_sure = plain in meant or plain in _OTHER_NAMES
                is_sure |= is_whole and any(is_misspelling(plain, each) for each in meant)
            elif stripped.startswith(METADATA):
                is_sure = is_whole and bool(_METADATA_NAME.fullmatch(stripped))
            else:
                is_sure = is_whole and plain in known
            if is_sure:
                yield from (name, stripped)

    def _out_of_place(self, metadata: Iterable[str]) -> tuple[str, ...]:
        last = len(self._standard)
        rank = {column: i for i, column in enumerate(self._standard)}
        where = {
            **{position: column for column, position in self.places.items()},
            **{[name.strip() for name in self._found].index(name): name for name in metadata},
        }
        names = [where[position] for position in sorted(where)]
        kept = _longest_rise([rank.get(name, last) for name in names])
        return tuple(name for i, name in enumerate(names) if i not in kept)

    def _as_edition(self, header: Header) -> Header:
        """Return the header, marked with the other OneRoster version it is in and what that explains."""
        own = find_edition(self._file, self._found, self._standard)
        edition = own or self._edition
        if edition is None or self._file not in edition.headers:
            return header
        there = edition.headers[self._file]
        lost = [name for name in header.missing if name in self._standard and name not in there]
        renamed = [column for column, name in header.misspelled.items() if name in there]
        if own is None and not (lost or renamed):
            return header
        in_its_order = follows(self._found, there)
        return replace(
            header,
            out_of_place=() if in_its_order else header.out_of_place,
            edition=edition,
            explained=frozenset((*(set(there) - set(self._standard)), *lost, *renamed)),
        )


@cache
def _known_names() -> frozenset[str]:
    """Return the names of all columns that other OneRoster versions and other standards have, normalized."""
    of_editions = (name for edition in EDITIONS for header in edition.headers.values() for name in header)
    of_standards = (name for each in STANDARDS for sign in each.signs for name in sign.has)
    return frozenset((*map(_plain, of_editions), *map(_plain, (*of_standards, *_WORDS)), *_OTHER_NAMES))


def _alike(name: str, columns: list[str]) -> str | None:
    """Return the column with the same letters and digits, with or without the metadata prefix."""
    key = _plain(name)
    by_plain = {_plain(column.removeprefix(METADATA)): column for column in columns}
    by_plain.update((_plain(column), column) for column in columns)
    return by_plain.get(key) if key else None


def _by_other_name(name: str, columns: list[str]) -> str | None:
    column = _OTHER_NAMES.get(_plain(name))
    return column if column in columns else None


def _near(name: str, columns: list[str]) -> str | None:
    """Return the column with a similar name; metadata columns match only metadata columns."""
    is_metadata = name.strip().startswith(METADATA)
    plain = {
        _plain(column.removeprefix(METADATA)): column
        for column in columns
        if column.startswith(METADATA) == is_metadata
    }
    key = _plain(name.strip().removeprefix(METADATA))
    near = closest(key, plain, alike=0.85) if key else []
    return plain[near[0]] if near else None


def _is_blank(name: str) -> bool:
    return not any(character.isprintable() and not character.isspace() for character in name)


def _longest_rise(ranks: list[int]) -> set[int]:
    """Return the positions of the longest non-decreasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, rank in enumerate(ranks):
        at = bisect_right(tails, rank)
        before.append(ends[at - 1] if at else -1)
        tails[at:] = [rank, *tails[at + 1 :]]
        ends[at:] = [position, *ends[at + 1 :]]
    kept: set[int] = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept

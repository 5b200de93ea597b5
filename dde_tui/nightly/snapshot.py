"""The snapshot of a set that was sent: counts, and keyed hashes of who was in it. No value of a person."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

SCHEMA = "dde-snapshot/1"
_COLUMNS = ("id", "who", "row", "school", "grade", "stands")
_MOST = 5_000_000
"""Records of one kind: more than any district has."""
_LARGEST_HASH = 2**64
_WORD = re.compile(r"[^\x00-\x1f\x7f]{0,200}")


class SnapshotError(ValueError):
    """The data is no snapshot that this version can read."""


class Kind(StrEnum):
    """What CLI Engage keeps, and would take away when it is missing."""

    STUDENT = "student"
    TEACHER = "teacher"
    HOMEROOM = "homeroom"

    @property
    def file(self) -> str:
        """The file that lists them."""
        return "classes.csv" if self is Kind.HOMEROOM else "users.csv"

    def counted(self, count: int) -> str:
        """Return the number with the word, such as "1 student" or "1,200 students"."""
        return f"{count:,} {self.value}{'' if count == 1 else 's'}"


class Stands(StrEnum):
    """Whether a person of users.csv has a place in a homeroom; a homeroom always has."""

    PLACED = "placed"
    OVER = "over"
    """Every enrollment in a homeroom has ended."""
    LISTED = "listed"
    """There is a row, but no enrollment in a homeroom that counts."""


class Member(NamedTuple):
    """One student, teacher or homeroom; a tuple, because a large district has 200,000."""

    id: int
    """Keyed hash of the sourcedId."""
    who: int
    """Keyed hash of what makes it the same one under another ID: name and birth date, or code and school."""
    row: int
    """Keyed hash of all that is known of it."""
    school: str
    """The ID of the school, as orgs.csv has it; blank where there is none."""
    grade: str
    """The first grade code; "?" for one that is not in the profile."""
    stands: Stands


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a set held."""

    files: Mapping[str, int] = field(default_factory=dict)
    """Rows of each file."""
    key: str = ""
    """Which key made the hashes; blank where only the rows of files are known."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The profile's columns in each file that have a cell with a value."""
    years: tuple[str, ...] = ()
    """The school years of the sessions."""
    members: Mapping[Kind, tuple[Member, ...]] = field(default_factory=dict)
    """In the order of the file."""
    garbled: int = 0
    """Names with signs of a wrong encoding."""

    def placed(self, kind: Kind) -> list[Member]:
        """Return those that CLI Engage would have."""
        return [each for each in self.members.get(kind, ()) if each.stands is Stands.PLACED]

    def by_school(self, kind: Kind) -> Counter[str]:
        """Return how many of them each school has."""
        return Counter(each.school for each in self.placed(kind))

    def to_data(self) -> dict[str, Any]:
        """Serialize: a list for each column, and schools and grades by their number."""
        words = sorted(
            {word for all_ in self.members.values() for each in all_ for word in (each.school, each.grade)}
        )
        numbers = {word: number for number, word in enumerate(words)}
        stands = list(Stands)
        return {
            "schema": SCHEMA,
            "key": self.key,
            "files": dict(self.files),
            "columns": {name: list(columns) for name, columns in self.columns.items()},
            "years": list(self.years),
            "garbled": self.garbled,
            "words": words,
            "members": {
                kind.value: {
                    "id": [each.id for each in all_],
                    "who": [each.who for each in all_],
                    "row": [each.row for each in all_],
                    "school": [numbers[each.school] for each in all_],
                    "grade": [numbers[each.grade] for each in all_],
                    "stands": [stands.index(each.stands) for each in all_],
                }
                for kind, all_ in self.members.items()
            },
        }

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Deserialize what `to_data` wrote.

        Raises:
            SnapshotError: it is something else.
        """
        match data:
            case {
                "schema": str(schema),
                "key": str(key),
                "files": dict(files),
                "columns": dict(columns),
                "years": list(years),
                "garbled": int(garbled),
                "words": list(words),
                "members": dict(members),
            } if schema == SCHEMA:
                _check(files, columns, years, words)
                return cls(
                    files=files,
                    key=key,
                    columns={name: tuple(each) for name, each in columns.items()},
                    years=tuple(years),
                    members={_kind(name): _members(each, words) for name, each in members.items()},
                    garbled=garbled,
                )
            case _:
                raise SnapshotError("it is no snapshot of this version")


def _check(files: dict[Any, Any], columns: dict[Any, Any], years: list[Any], words: list[Any]) -> None:
    texts = [*files, *columns, *years, *words]
    for each in columns.values():
        if not isinstance(each, list):
            raise SnapshotError("its columns are no lists")
        texts += each
    if not all(isinstance(text, str) and _WORD.fullmatch(text) for text in texts):
        raise SnapshotError("it has a word that is none")
    _numbers(list(files.values()), _LARGEST_HASH)


def _kind(name: object) -> Kind:
    if not isinstance(name, str) or name not in tuple(Kind):
        raise SnapshotError("it has records of an unknown kind")
    return Kind(name)


def _members(data: object, words: list[str]) -> tuple[Member, ...]:
    if not isinstance(data, dict) or set(data) != {*_COLUMNS}:
        raise SnapshotError("its records are not in columns")
    stands = list(Stands)
    most = {"school": len(words), "grade": len(words), "stands": len(stands)}
    columns = [_numbers(data[name], most.get(name, _LARGEST_HASH)) for name in _COLUMNS]
    if len({len(column) for column in columns}) != 1:
        raise SnapshotError("its columns are not of one length")
    return tuple(
        Member(id_, who, row, words[school], words[grade], stands[at])
        for id_, who, row, school, grade, at in zip(*columns, strict=True)
    )


def _numbers(values: object, below: int) -> list[int]:
    if not isinstance(values, list) or len(values) > _MOST:
        raise SnapshotError("it has a column that is none, or too long")
    if not all(type(value) is int and 0 <= value < below for value in values):
        raise SnapshotError("it has a number that can't be")
    return values


def only_rows(rows: Iterable[tuple[str, int | None]]) -> Snapshot:
    """Return what is known of a set whose snapshot is missing: the rows of its files, from the journal."""
    return Snapshot({name: count for name, count in rows if count is not None})

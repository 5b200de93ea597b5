"""One file of the set, read: its structure, and which of its columns is which."""

import difflib
import hashlib
import unicodedata
from dataclasses import dataclass, field

from checks.profile import FileSpec
from checks.structure import Structure


@dataclass(frozen=True, slots=True)
class Header:
    """How a file's header fits the profile."""

    places: dict[str, int]
    """Profile's column name to its position in the file, also where it is misspelled."""
    misspelled: dict[str, str] = field(default_factory=dict)
    """Profile's column name to what stands in the file instead."""
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    in_order: bool = True


@dataclass(slots=True)
class ReadFile:
    """One file after its bytes were looked at."""

    spec: FileSpec
    found: str
    """Its name in the set."""
    bytes: int
    sha256: str
    structure: Structure
    header: Header


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex: what is compared after a sending."""
    return hashlib.sha256(data).hexdigest()


_OLD_NAMES = {
    "agents": "agentSourcedIds",
    "userid": "userIds",
    "grade": "grades",
    "schoolyearid": "schoolYearSourcedId",
    "propertyvalue": "value",
    "usersourcedid": "sourcedId",
    "orgsourcedid": "orgSourcedIds",
}
"""Names of the 1.0 edition and of common exports, for columns whose spelling is far from today's."""


def match_header(found: list[str], spec: FileSpec) -> Header:
    """Find each column of the profile in the header, also under a misspelled name.

    A misspelled column is taken for the one it is nearest to, so that one slip of the pen is one
    finding and not a missing column and a thousand blanks. A line that names no column at all is taken
    for a row without a header: none of its words is passed on, as they may be a student's.
    """
    names = [name.strip() for name in found]
    expected = spec.header
    places: dict[str, int] = {}
    twice: list[str] = []
    for position, name in enumerate(names):
        if found[position] == name and name in expected:
            if name in places:
                twice.append(name)
            else:
                places[name] = position
    misspelled: dict[str, str] = {}
    unknown: list[str] = []
    metadata: list[str] = []
    for position, name in enumerate(names):
        if found[position] == name and name in expected:
            continue
        if name.startswith("metadata."):
            (twice if name in metadata else metadata).append(name)
            continue
        open_names = [column for column in expected if column not in places]
        near = _nearest(name, open_names)
        if near:
            places[near] = position
            misspelled[near] = found[position]
        elif name in unknown:
            twice.append(name)
        else:
            unknown.append(name)
    if not places:
        return Header(places, missing=expected)
    order = [places[name] for name in expected if name in places]
    last_standard = max(order, default=-1)
    metadata_last = all(names.index(name) > last_standard for name in metadata)
    return Header(
        places=places,
        misspelled=misspelled,
        missing=tuple(name for name in expected if name not in places),
        twice=tuple(dict.fromkeys(twice)),
        unknown=tuple(unknown),
        metadata=tuple(metadata),
        in_order=order == sorted(order) and metadata_last,
    )


def _nearest(name: str, columns: list[str]) -> str | None:
    plain = {_plain(column): column for column in columns}
    key = _plain(name)
    if not key:
        return None
    if key in plain:
        return plain[key]
    if _OLD_NAMES.get(key) in columns:
        return _OLD_NAMES[key]
    near = difflib.get_close_matches(key, plain, 1, 0.85)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    """Letters and digits alone, lower case, invisible signs gone."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if c.isalnum()).casefold()

"""Canaries: rows that must be in every set, such as a school's own row, kept as keyed hashes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dde_tui.nightly.hashing import Hasher

_HASHED = re.compile(r"(?P<file>[A-Za-z]+\.csv) hash:(?P<hash>[0-9a-f]{16})", re.ASCII)
_PLAIN = re.compile(r"(?P<file>[A-Za-z]+\.csv) (?P<id>\S.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Canary:
    """One row that must be there."""

    file: str
    hash: int
    """Keyed hash of its sourcedId."""

    def __str__(self) -> str:
        """Return it as dde.toml keeps it."""
        return f"{self.file} hash:{self.hash:016x}"


def canary_of(text: str, hasher: Hasher) -> Canary:
    """Return the canary that a setting names: `users.csv T1024` as written, or `users.csv hash:…` as kept."""
    if kept := _HASHED.fullmatch(text):
        return Canary(kept["file"], int(kept["hash"], 16))
    named = _PLAIN.fullmatch(text)
    if named is None:
        raise ValueError("is no canary")
    return Canary(named["file"], hasher("id", named["id"].strip()))


def missing(canaries: Iterable[Canary], there: "dict[str, frozenset[int]]") -> list[Canary]:
    """Return the canaries that are not among the hashes of the IDs of their files."""
    return [each for each in canaries if each.hash not in there.get(each.file, frozenset())]

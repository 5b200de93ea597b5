"""What rules over the whole set are given: the names, and the columns they asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from checks.profile import Profile

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Package:
    """The set by names alone."""

    profile: Profile
    found: Mapping[str, str]
    """Profile's file name to the name it has in the set, which may differ in letter case."""
    extra: tuple[str, ...]
    """Names in the set that the profile does not know."""
    nested: tuple[str, ...]
    """Profile's names of files that lie in a folder inside the zip."""
    twice: tuple[str, ...] = ()
    """Profile's names that stand in the set more than once."""


@dataclass(slots=True)
class Tables:
    """The sound rows of every table that was read, with the columns that some rule needs.

    A frame has `line` (physical line) and the needed columns as text without blanks at the ends; a
    column that the file lacks is not there.
    """

    profile: Profile
    today: date
    frames: dict[str, "pl.DataFrame"] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    """Files of the profile that are in the set, also those of which no row could be read."""
    damaged_keys: dict[str, set[str]] = field(default_factory=dict)
    _made: dict[str, "pl.DataFrame"] = field(default_factory=dict)

    def has(self, file: str, *columns: str) -> bool:
        """Tell whether the file was read and has all these columns."""
        return file in self.frames and all(column in self.frames[file].columns for column in columns)

    def once(self, name: str, make: "Callable[[], pl.DataFrame]") -> "pl.DataFrame":
        """Return the frame of this name, made by the first rule that asks for it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def __getitem__(self, file: str) -> "pl.DataFrame":
        return self.frames[file]

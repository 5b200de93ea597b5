"""What rules over the whole set are given: the names, and the columns they asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from checks.profile.model import FEW_VALUES, ColumnSpec, FileSpec, Profile

if TYPE_CHECKING:
    import polars as pl


class CategoryPools:
    """The categories that columns share: one for all references to a file, one for the words of short lists.

    A reference is kept as a number of 4 bytes, and is looked up by that number; text would take four times
    the memory and ten times as long.
    """

    def __init__(self, profile: Profile) -> None:
        self._targets = {column.references for spec in profile.files for column in spec.columns}
        self._pools: dict[str, pl.Categorical] = {}

    def kind(self, spec: FileSpec, column: ColumnSpec) -> "pl.DataType":
        """Return how a column's cells are kept."""
        import polars as pl

        if column.list:
            return pl.String()
        if column.references:
            return self._pool(column.references)
        if column.key and spec.name in self._targets:
            return self._pool(spec.name)
        return self._pool("words") if column.type in FEW_VALUES else pl.String()

    def _pool(self, name: str) -> "pl.Categorical":
        import polars as pl

        if name not in self._pools:
            self._pools[name] = pl.Categorical(pl.Categories.random())
        return self._pools[name]


def as_text(column: str) -> "pl.Expr":
    """Return the column's cells as text, whatever they are kept as."""
    import polars as pl

    return pl.col(column).cast(pl.String)


def as_day(column: str) -> "pl.Expr":
    """Return the column's cells as days; null where a cell is blank or no date."""
    return as_text(column).str.to_date("%Y-%m-%d", strict=False)


@dataclass(slots=True)
class Tables:
    """The sound rows of every table that was read, with the columns that some rule needs.

    A frame has `line` (physical line) and the needed columns as text without blanks at the ends; a
    column that the file lacks is not there. Text with few different values, and references to one row, are
    categories: they compare like text, but need `as_text` before anything of `.str`.
    """

    profile: Profile
    today: date
    frames: dict[str, "pl.DataFrame"] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    """Files of the profile that are in the set, also those of which no row could be read."""
    damaged_keys: dict[str, set[str]] = field(default_factory=dict)
    filled: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """How many cells of each column of a file are not blank, in its sound rows."""
    modes: dict[str, str] = field(default_factory=dict)
    """What the manifest announces of a file: `bulk` or `delta`; what it does not say is bulk."""
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

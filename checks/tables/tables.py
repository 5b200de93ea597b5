"""The tables given to rules over the whole set, with the columns they asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from checks.profile.loader import shipped_profile
from checks.profile.model import FEW_VALUES, STANDARD, ColumnSpec, FileSpec, Profile

if TYPE_CHECKING:
    import polars as pl


class CategoryPools:
    """Categories shared by columns: one pool for all references to a file, one for words of a vocabulary.

    A reference is stored and looked up as a 4-byte number: text needs four times the memory and ten times
    as long.
    """

    def __init__(self, profile: Profile) -> None:
        self._targets = {column.references for spec in profile.files for column in spec.columns}
        self._types = {
            (spec.name, column.name): column.type
            for spec in shipped_profile(STANDARD).files
            for column in spec.columns
        }
        """The rules know a column as the standard has it, whatever a district's own profile makes of it."""
        self._pools: dict[str, pl.Categorical] = {}

    def kind(self, spec: FileSpec, column: ColumnSpec) -> "pl.DataType":
        """Return the data type of a column."""
        import polars as pl

        if column.list:
            return pl.String()
        if column.references:
            return self._pool(column.references)
        if column.key and spec.name in self._targets:
            return self._pool(spec.name)
        kind = self._types.get((spec.name, column.name), column.type)
        return self._pool("words") if kind in FEW_VALUES else pl.String()

    def _pool(self, name: str) -> "pl.Categorical":
        import polars as pl

        if name not in self._pools:
            self._pools[name] = pl.Categorical(pl.Categories.random())
        return self._pools[name]


def as_text(column: str) -> "pl.Expr":
    """Return the cells of a column as text, whatever its data type."""
    import polars as pl

    return pl.col(column).cast(pl.String)


def as_day(column: str) -> "pl.Expr":
    """Return the cells of a column as dates; null where a cell is blank or not a date."""
    return as_text(column).str.to_date("%Y-%m-%d", strict=False)


def differs(column: str, other: str) -> "pl.Expr":
    """Return whether two columns differ, ignoring letter case; a blank on either side proves nothing."""
    one, two = (as_text(name).str.to_lowercase() for name in (column, other))
    return (one != two) & (one != "") & (two != "")


@dataclass(slots=True)
class Tables:
    """The undamaged rows of every table, with the columns the rules need.

    A frame has `line` (physical line) and the needed columns as text without surrounding spaces; columns the
    file lacks are left out. Columns with few different values and single references are categorical: they
    compare like text, but need `as_text` before `.str`.
    """

    profile: Profile
    today: date
    frames: dict[str, "pl.DataFrame"] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    """Files of the profile that are in the set, including those without a readable row."""
    damaged_keys: dict[str, set[str]] = field(default_factory=dict)
    filled: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """For each file and column, the number of cells that are not blank, in undamaged rows."""
    modes: dict[str, str] = field(default_factory=dict)
    """The mode of a file in the manifest, `bulk` or `delta`; a file without one is bulk."""
    _made: dict[str, "pl.DataFrame"] = field(default_factory=dict)

    def has(self, file: str, *columns: str) -> bool:
        """Return whether the file was read and has all these columns."""
        return file in self.frames and all(column in self.frames[file].columns for column in columns)

    def once(self, name: str, make: "Callable[[], pl.DataFrame]") -> "pl.DataFrame":
        """Return the cached frame of this name; the first call makes it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def __getitem__(self, file: str) -> "pl.DataFrame":
        return self.frames[file]

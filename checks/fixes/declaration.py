"""A fix: one declaration with the rule it fixes, its words, and how it changes a value.

Safe means that nobody has to decide anything: the new value is known from the old one, from the other values
of its column, or from the file that it refers to. What could be meant in two ways is left as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from checks.profile.model import ColumnSpec
from checks.rules.registry import all_rules
from checks.rules.rule import CellRule

if TYPE_CHECKING:
    import polars as pl


class Change(NamedTuple):
    """One change that was made, or would be."""

    code: str
    """The code of the rule it fixes; empty if no rule reports it."""
    fix: str
    """The fix's name."""
    file: str
    """The file as the profile names it."""
    line: int | None
    """Physical line in the original, the header being 1; None where the whole file is meant."""
    column: str | None
    before: str | None = None
    """The value as it stood; shown only where values may be shown."""
    after: str | None = None
    """The value as it is now; None where it is gone."""


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column, and what the whole set tells about its values."""

    column: ColumnSpec
    slashes: str = ""
    """How dates such as 3/14/2021 are read here; nothing where two ways are left, or none."""
    zeros: Mapping[str, str] = field(default_factory=dict)
    """IDs that lost their leading zeros, and the only ID of the other file that each can be."""


@dataclass(frozen=True, kw_only=True)
class Fix:
    """The words of a fix of files, headers and rows; where they are found, it is made."""

    code: str
    name: str
    sentence: str
    """What is done, in words that may follow "dde fix"."""
    is_whole: bool = False
    """Whether no finding of the rule is left, but in files that stay as they are as a whole."""


@dataclass(frozen=True, kw_only=True)
class CellFix(Fix):
    """A fix of single values: those that break the rule are handed to `apply`."""

    apply: Callable[[KnownColumn, str], str]
    """Returns the value as it should be, or as it is when that is not known for certain."""
    suspects: Callable[[KnownColumn, "pl.Expr"], "pl.Expr | None"] | None = None
    """Finds values worth a look, blanks at their ends removed, where the rule is none over cells."""

    def broken(self, known: KnownColumn, raw: "pl.Expr") -> "pl.Expr | None":
        """Return an expression for the cells that may be fixed; None if the column has none."""
        text = raw.str.strip_chars()
        if self.suspects is not None:
            return self.suspects(known, text)
        rule = all_rules()[self.code]
        assert isinstance(rule, CellRule)
        test = rule.broken(known.column, raw if rule.raw else text)
        return None if test is None else (text != "") & test


def each(known: KnownColumn, value: str, apply: Callable[[str], str]) -> str:
    """Fix a value, or in a list column each value of the list."""
    return ",".join(map(apply, value.split(","))) if known.column.list else apply(value)

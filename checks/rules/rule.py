"""What a rule is: one declaration with its words, its samples and the way it finds what is broken.

There are four kinds, by what they look at: the names in the set, one file's rows and header, the cells
of a column, and whole tables together. The engine runs each kind; nothing else knows how.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.example.changes import Change
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec

if TYPE_CHECKING:
    import polars as pl

    from checks.input.file_names import SetNames
    from checks.input.header import ReadFile
    from checks.tables.tables import Tables

Place = tuple[str, int | None, str | None]
"""File, physical line, column: where a finding points."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One broken place of a rule; what it leaves out comes from the rule."""

    file: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    affected: int = 1
    message: str = ""
    hint: str = ""
    basis: Basis | None = None
    severity: Severity | None = None
    """Where one rule's places differ in weight; the rule's own otherwise."""


@dataclass(frozen=True, slots=True)
class Places:
    """Many broken places of one column at once.

    `frame` has the columns `line` and `value`, and `affected` where a place stands for several rows.
    """

    file: str
    column: str | None
    frame: "pl.DataFrame"
    message: str = ""
    hint: str = ""
    basis: Basis | None = None
    severity: Severity | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The words and samples that every rule has."""

    code: str
    name: str
    severity: Severity
    review: Review
    basis: Basis
    title: str
    """The fault, in a few words."""
    why: str
    """What happens in CLI Engage when nobody mends it."""
    fix: str
    """What to do in the student information system or in the file."""
    bad: tuple[Change, ...]
    """Changes that make the tiny roster break this rule and no other."""
    at: tuple[Place, ...]
    """Where the bad sample is broken."""
    told: tuple[tuple[str, object], ...] = ()
    """What CLI must have told, question and answer, before the rule has anything to check."""
    chosen: bool = False
    """Whether a profile chose the severity: then it holds for every place."""


@dataclass(frozen=True, kw_only=True)
class NamesRule(Rule):
    """A rule over the names in the set."""

    find: Callable[["SetNames"], Iterator[Hit]]


@dataclass(frozen=True, kw_only=True)
class FileRule(Rule):
    """A rule over the bytes, rows and header of one file."""

    find: Callable[["ReadFile"], Iterator[Places | Hit]]


@dataclass(frozen=True, kw_only=True)
class CellRule(Rule):
    """A rule over the single cells of a column.

    `broken` is given the column and an expression for its cells (blanks at both ends removed) and
    returns an expression that is true where a cell breaks the rule, or None where the rule does not
    apply. Blank cells are left out unless `blanks` is true.
    """

    broken: Callable[[ColumnSpec, "pl.Expr"], "pl.Expr | None"]
    message: Callable[[ColumnSpec], str]
    hint: Callable[[ColumnSpec, str], str] = field(default=lambda _column, _value: "")
    blanks: bool = False
    raw: bool = False
    """Whether the expression is for the cell as it stands, blanks at its ends kept."""
    plain_too: bool = False
    """Whether a plain value (up to 64 letters, digits, _ and -) may break it.

    Most rules are about other values only, so that a column of a million plain IDs is looked at once.
    """
    once: bool = False
    """Whether a whole column is one root cause: one finding at its first cell, the others affected."""


@dataclass(frozen=True, kw_only=True)
class SetRule(Rule):
    """A rule over whole tables; it runs only when every table in `needs` was read."""

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns it looks at besides where they are there; keys and references are always kept."""
    find: Callable[["Tables"], Iterator[Places | Hit]]


@dataclass(frozen=True, kw_only=True)
class CompareRule(Rule):
    """A rule over an earlier set and this one; it runs only when an earlier set was given.

    Its bad sample is what the tiny roster has become; the earlier set is the tiny roster itself.
    """

    earlier: tuple[Change, ...] = ()
    """Changes that make the earlier set of the sample, where it is not the tiny roster as it is."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that both sets must have."""
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    find: Callable[["Tables", "Tables"], Iterator[Places | Hit]]
    """Given the earlier tables and these."""

"""The declaration of a rule: its texts, its samples and the function that finds violations.

There are five kinds, by their input: the file names of the set, the rows and header of one file, the cells of
a column, all tables together, and two sets compared. Only the engine knows how to run them.
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
    """One violation of a rule; what is left out here comes from the rule."""

    file: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    affected: int = 1
    message: str = ""
    hint: str = ""
    basis: Basis | None = None
    severity: Severity | None = None
    """Overrides the severity of the rule."""


@dataclass(frozen=True, slots=True)
class Places:
    """Many violations in one column.

    `frame` has the columns `line` and `value`, and `affected` where a place represents several rows.
    """

    file: str
    column: str | None
    frame: "pl.DataFrame"
    message: str = ""
    hint: str = ""
    basis: Basis | None = None
    severity: Severity | None = None
    more: int = 0
    """Further violations, of which no place was kept."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The texts and samples every rule has."""

    code: str
    name: str
    severity: Severity
    review: Review
    basis: Basis
    title: str
    """What is wrong, in a few words."""
    why: str
    """What happens in CLI Engage if it is not fixed."""
    fix: str
    """What to do in the student information system or in the file."""
    bad: tuple[Change, ...]
    """Changes that make the tiny roster break this rule and no other."""
    at: tuple[Place, ...]
    """Where the bad sample breaks the rule."""
    told: tuple[tuple[str, object], ...] = ()
    """Questions and answers CLI must have settled before the rule has anything to check."""
    chosen: bool = False
    """Whether a profile set the severity, which then applies to every place."""


def at_lines(
    read: "ReadFile", kind: str, message: str, hint: str = "", severity: Severity | None = None
) -> Places:
    """Return a violation at each line of a file with this fault (`Structure.lines_with`)."""
    import polars as pl

    lines = pl.DataFrame({"line": read.structure.lines_with(kind).tolist()}, schema={"line": pl.Int64})
    return Places(
        read.spec.name,
        None,
        lines.with_columns(value=pl.lit(None, pl.String)),
        more=read.structure.count_of(kind) - len(lines),
        message=message,
        hint=hint,
        severity=severity,
    )


@dataclass(frozen=True, kw_only=True)
class NamesRule(Rule):
    """A rule over the file names of the set."""

    find: Callable[["SetNames"], Iterator[Hit]]


@dataclass(frozen=True, kw_only=True)
class FileRule(Rule):
    """A rule over the bytes, rows and header of one file."""

    find: Callable[["ReadFile"], Iterator[Places | Hit]]


@dataclass(frozen=True, kw_only=True)
class CellRule(Rule):
    """A rule over the single cells of a column.

    `broken` takes the column and an expression for its cells (surrounding spaces removed) and returns an
    expression that is true where a cell breaks the rule, or None where the rule does not apply. Blank
    cells are skipped unless `blanks` is true.
    """

    broken: Callable[[ColumnSpec, "pl.Expr"], "pl.Expr | None"]
    message: Callable[[ColumnSpec], str]
    hint: Callable[[ColumnSpec, str], str] = field(default=lambda _column, _value: "")
    blanks: bool = False
    raw: bool = False
    """Whether the expression sees the raw cell, surrounding spaces included."""
    plain_too: bool = False
    """Whether a plain value (up to 64 letters, digits, _ and -) may break it.

    Most rules skip plain values, so a column of a million plain IDs is scanned only once.
    """
    once: bool = False
    """Whether a column has one root cause: one finding at its first cell, the others counted as affected."""


@dataclass(frozen=True, kw_only=True)
class SetRule(Rule):
    """A rule over whole tables; it runs only when every table in `needs` was read."""

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Optional columns it also reads; keys and references are always kept."""
    find: Callable[["Tables"], Iterator[Places | Hit]]


@dataclass(frozen=True, kw_only=True)
class CompareRule(Rule):
    """A rule over an earlier set and this one; it runs only when an earlier set was given.

    Its bad sample is the current set; the earlier set is the tiny roster.
    """

    earlier: tuple[Change, ...] = ()
    """Changes to the tiny roster that make the earlier set of the sample."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that both sets must have."""
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    find: Callable[["Tables", "Tables"], Iterator[Places | Hit]]
    """Called with the earlier tables and the current ones."""

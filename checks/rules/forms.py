"""DDE3xx: how a value is written: IDs, blanks at the ends, lengths, and cells that a full set leaves blank.

Of IDs only those that name a row are looked at. A reference with the same fault leads to that row, where the
fault is told once; one that leads nowhere is a broken reference (DDE502). Neither is told again for every row
that refers to it.
"""

from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.input.rows import HUGE
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.dates import is_moment
from checks.rules.rule import CellRule
from checks.tables.patterns import EXPONENT, INVISIBLE
from checks.tables.suggestions import PLACEHOLDERS, hint_by_look

if TYPE_CHECKING:
    import polars as pl

_LONGEST = 255
_GUID = rf"^[0-9A-Za-z.\-_/@]{{1,{_LONGEST}}}$"
_LOOKS = (
    ("[,;|]", "It may hold several IDs: one row has one."),
    ("^[{].*[}]$", "Take the braces away, here and wherever it is referred to."),
    (INVISIBLE, "It holds a sign that can't be seen, often copied from a web page."),
    (f"^.{{{_LONGEST + 1},}}$", f"It has more than {_LONGEST} signs."),
    ("[^ -~]", "Letters are those from A to Z, without accents."),
    ("", "Take blanks and other signs out, here and wherever it is referred to."),
)
"""What such an ID looks like, and what to do; the first that fits is said."""


def _not_guid(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GUID or column.references:
        return None
    return ~cell.str.contains(_GUID) & ~cell.str.contains(EXPONENT)


def _why_no_guid(_column: ColumnSpec, value: str) -> str:
    if value in PLACEHOLDERS:
        return f"It was written by {PLACEHOLDERS[value]}: fill in the real ID."
    return hint_by_look(_LOOKS, value)


def _padded(_column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr":
    return cell != cell.str.strip_chars()


def _filled_in_bulk(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    """Only what is right in itself: a wrong word or moment is told by its own rule."""
    if not column.delta:
        return None
    return is_moment(cell) if column.type is Type.DATETIME else cell.is_in(column.vocabulary)


def _why_blank(_column: ColumnSpec, value: str) -> str:
    if value == "inactive":
        return "inactive is no longer used and is read as tobedeleted; leave such rows out of a full set."
    return "Leave the column blank, or announce the file as delta in manifest.csv if it holds changes only."


def _too_long(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type not in (Type.STRING, Type.EMAIL) or column.list:
        return None
    return cell.str.len_chars().is_between(_LONGEST + 1, HUGE)


_QUALITY, _WARNING = Review.QUALITY, Severity.WARNING

RULES = (
    CellRule(
        code="DDE306",
        name="id-form",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="An ID has signs that the standard does not allow",
        why="Receivers may cut or refuse it, and then nothing that refers to it is found.",
        fix=f"Use letters, digits and . - _ / @ only, at most {_LONGEST} of them.",
        bad=(Cell("enrollments.csv", 4, "sourcedId", "E 3#A"),),
        at=(("enrollments.csv", 4, "sourcedId"),),
        broken=_not_guid,
        message=lambda column: (
            f"{column.name} may hold letters, digits and . - _ / @ only, at most {_LONGEST}."
        ),
        hint=_why_no_guid,
    ),
    CellRule(
        code="DDE307",
        name="value-padded",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value begins or ends with blanks",
        why="To a program the padded value is another value; IDs stop matching.",
        fix="Trim the values where the export is made; some blanks are of a kind that trimming must know of.",
        bad=(Cell("users.csv", 3, "givenName", "Zoë "),),
        at=(("users.csv", 3, "givenName"),),
        broken=_padded,
        raw=True,
        message=lambda column: f"{column.name} begins or ends with a blank.",
    ),
    CellRule(
        code="DDE311",
        name="bulk-fields-filled",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A column that a full (bulk) set leaves blank is filled",
        why="In a full set a missing row says it is gone; a status beside it can only contradict that.",
        fix="Leave status and dateLastModified blank in a full set.",
        bad=(Cell("users.csv", 3, "status", "active"),),
        at=(("users.csv", 3, "status"),),
        broken=_filled_in_bulk,
        message=lambda column: f"{column.name} is filled, which only a set of changes (delta) has.",
        hint=_why_blank,
        once=True,
    ),
    CellRule(
        code="DDE312",
        name="value-too-long",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value is very long",
        why=f"Receivers need not keep more than {_LONGEST} signs: the rest is cut off, or the row refused.",
        fix="Shorten it where it is kept; a whole paragraph is often in a wrong column.",
        bad=(Cell("classes.csv", 2, "location", "Room 4 " * 40 + "."),),
        at=(("classes.csv", 2, "location"),),
        broken=_too_long,
        message=lambda column: f"{column.name} is longer than {_LONGEST} signs.",
    ),
)

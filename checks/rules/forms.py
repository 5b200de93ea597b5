"""DDE3xx: the format of values: IDs, surrounding spaces, lengths, and cells that a full set leaves blank.

Only IDs that name a row are checked, not references. A reference with the same fault leads to that row, which
is reported once; one that leads nowhere is a broken reference (DDE502).
"""

from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.input.rows import HUGE
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.dates import is_moment
from checks.rules.rule import CellRule
from checks.tables.homerooms import GONE
from checks.tables.patterns import EXPONENT, INVISIBLE
from checks.tables.suggestions import PLACEHOLDERS, hint_by_look

if TYPE_CHECKING:
    import polars as pl

_LONGEST = 255
_GUID = rf"^[0-9A-Za-z.\-_/@]{{1,{_LONGEST}}}$"
_LOOKS = (
    ("[,;|]", "This may be several IDs. Write one ID per row."),
    ("^[{].*[}]$", "Remove the braces, here and in every reference to it."),
    (INVISIBLE, "It contains an invisible character, often copied from a web page. Type it again."),
    (f"^.{{{_LONGEST + 1},}}$", f"It is longer than {_LONGEST} characters. Use a shorter ID."),
    ("[^ -~]", "Use letters from A to Z without accents."),
    ("", "Remove spaces and other characters, here and in every reference to it."),
)
"""Pattern of an invalid ID and its hint; the first match wins."""


def _not_guid(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GUID or column.references:
        return None
    return ~cell.str.contains(_GUID) & ~cell.str.contains(EXPONENT)


def _guid_hint(_column: ColumnSpec, value: str) -> str:
    if value in PLACEHOLDERS:
        return f"{PLACEHOLDERS[value].capitalize()} wrote this for a missing value. Fill in the real ID."
    return hint_by_look(_LOOKS, value)


def _padded(_column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr":
    return cell != cell.str.strip_chars()


def _filled_in_bulk(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    """Skip invalid words and times, which have rules of their own."""
    if not column.delta:
        return None
    if column.type is Type.DATETIME:
        return is_moment(cell)
    return cell.is_in([word for word in column.vocabulary if word not in GONE])


def _marked(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.is_in(GONE) if column.delta and column.name == "status" else None


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
        title="An ID has characters the standard does not allow",
        why="Receivers may cut or reject it, and then references to it no longer match.",
        fix=f"Use only letters, digits and . - _ / @, at most {_LONGEST} characters.",
        bad=(Cell("enrollments.csv", 4, "sourcedId", "E 3#A"),),
        at=(("enrollments.csv", 4, "sourcedId"),),
        broken=_not_guid,
        message=lambda column: (
            f"{column.name} may have only letters, digits and . - _ / @, at most {_LONGEST}."
        ),
        hint=_guid_hint,
    ),
    CellRule(
        code="DDE307",
        name="value-padded",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value begins or ends with spaces",
        why="To a program, this is a different value: IDs no longer match.",
        fix="Trim the values in your export, including special spaces such as non-breaking ones.",
        bad=(Cell("users.csv", 3, "givenName", "Zoë "),),
        at=(("users.csv", 3, "givenName"),),
        broken=_padded,
        raw=True,
        message=lambda column: f"{column.name} begins or ends with a space.",
    ),
    CellRule(
        code="DDE311",
        name="bulk-fields-filled",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A column that should be blank in a full set is filled",
        why="In a full set, a missing row already means it was removed. A status can only contradict that.",
        fix="Leave status and dateLastModified blank in a full set.",
        bad=(Cell("users.csv", 3, "status", "active"),),
        at=(("users.csv", 3, "status"),),
        broken=_filled_in_bulk,
        message=lambda column: f"{column.name} is filled, but only a set of changes (delta) uses it.",
        hint=lambda _column, _value: (
            "Leave the column blank. If the file holds only changes, declare it as delta in manifest.csv."
        ),
        once=True,
    ),
    CellRule(
        code="DDE320",
        name="row-marked-for-deletion",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A row of a full set is marked for deletion",
        why="In a full set a removed record has no row. Read without its status, it would come back.",
        fix="Leave the row out of the export, with the rows that refer to it.",
        bad=(Cell("enrollments.csv", 4, "status", "tobedeleted"),),
        at=(("enrollments.csv", 4, "status"),),
        broken=_marked,
        message=lambda column: f"{column.name} marks the row for deletion, but this is a full set.",
        hint=lambda _column, _value: "Leave the row out, with the rows that refer to it.",
    ),
    CellRule(
        code="DDE312",
        name="value-too-long",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value is very long",
        why=f"Receivers may cut off a value after {_LONGEST} characters, or reject the row.",
        fix="Shorten it in your SIS. A whole paragraph is often in the wrong column.",
        bad=(Cell("classes.csv", 2, "location", "Room 4 " * 40 + "."),),
        at=(("classes.csv", 2, "location"),),
        broken=_too_long,
        message=lambda column: f"{column.name} is longer than {_LONGEST} characters.",
    ),
)

"""DDE3xx: required values, and values from a fixed vocabulary."""

from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.lists import any_item
from checks.rules.rule import CellRule
from checks.tables.homerooms import GONE
from checks.tables.people import NAME
from checks.tables.suggestions import hint_for_flag, hint_for_nothing, hint_for_word, meant_word

if TYPE_CHECKING:
    import polars as pl

_TEXAS_GRADE = "EE"


def _not_in_list(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.ENUM:
        return None
    return any_item(column, cell, lambda item: ~item.is_in(column.vocabulary))


def _required(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell == "" if column.required else None


def _not_boolean(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~cell.is_in(("true", "false")) if column.type is Type.BOOLEAN else None


def _not_grade(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GRADE:
        return None
    known = column.vocabulary if column.basis is Basis.TOLD else (*column.vocabulary, _TEXAS_GRADE)
    return any_item(column, cell, lambda item: ~item.is_in(known))


def _texas_grade(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GRADE or _TEXAS_GRADE in column.vocabulary or column.basis is Basis.TOLD:
        return None
    return any_item(column, cell, lambda item: item == _TEXAS_GRADE)


def _must_be(column: ColumnSpec) -> str:
    or_blank = "blank or " if column.delta else ""
    return f"{column.name} must be {or_blank}one of {', '.join(column.vocabulary)}."


def _hint_for_listed(column: ColumnSpec, value: str) -> str:
    """In a full set a status only contradicts the row, so the cure is not another word for it."""
    if not column.delta:
        return hint_for_word(column, value)
    if nothing := hint_for_nothing(column, value):
        return nothing
    if meant_word(column, value) in GONE:
        return "It says that the record is gone. Leave the row out, with the rows that refer to it."
    return "In a full set, leave this column blank, and leave out the rows of whoever has left."


def _hint_for_blank(column: ColumnSpec, _value: str) -> str:
    if column.name in NAME:
        return "If the person has one name only, ask CLI how to write it. Don't leave the person out."
    return ""


def _hint_for_boolean(column: ColumnSpec, value: str) -> str:
    """For `primary`, a true that is well written may still be wrong: DDE610 would come next."""
    hint = hint_for_flag(column, value)
    if column.name == "primary" and hint.startswith("Write true"):
        return "Write true for the teacher of record, and false for everyone else."
    return hint


_QUALITY, _INITIAL, _ERROR, _WARNING = Review.QUALITY, Review.INITIAL, Severity.ERROR, Severity.WARNING

RULES = (
    CellRule(
        code="DDE301",
        name="value-not-in-list",
        severity=_ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A value is not in the list of allowed words",
        why="The words are case-sensitive. Other words are rejected or misread.",
        fix="Map the value to one of the allowed words in your export.",
        bad=(Cell("users.csv", 2, "role", "Teacher"),),
        at=(("users.csv", 2, "role"),),
        broken=_not_in_list,
        message=_must_be,
        hint=_hint_for_listed,
    ),
    CellRule(
        code="DDE302",
        name="value-required",
        severity=_ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A required value is blank",
        why="The record can't be loaded, nor anything that refers to it.",
        fix="Fill in the value in your SIS. Leave the row out only if the record should not be there.",
        bad=(Cell("users.csv", 3, "username", " "),),
        at=(("users.csv", 3, "username"),),
        broken=_required,
        blanks=True,
        message=lambda column: f"{column.name} is required but blank.",
        hint=_hint_for_blank,
    ),
    CellRule(
        code="DDE303",
        name="not-true-or-false",
        severity=_ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value is not true or false",
        why="The words are exact: TRUE, Yes and 1 are rejected or read as blank.",
        fix="Write true or false in lower case. Don't save in a spreadsheet, which writes TRUE.",
        bad=(Cell("users.csv", 3, "enabledUser", "TRUE"),),
        at=(("users.csv", 3, "enabledUser"),),
        broken=_not_boolean,
        message=lambda column: f"{column.name} must be true or false.",
        hint=_hint_for_boolean,
    ),
    CellRule(
        code="DDE304",
        name="grade-not-in-list",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A grade code is not in the standard",
        why="Which codes CLI accepts is not public. The standard's codes are the safe choice.",
        fix="Map the grade: prekindergarten to PK, kindergarten to KG, first grade to 01.",
        bad=(Cell("users.csv", 3, "grades", "Pre-K"),),
        at=(("users.csv", 3, "grades"),),
        broken=_not_grade,
        message=lambda column: f"{column.name} has a grade code that is not in the standard.",
        hint=hint_for_word,
    ),
    CellRule(
        code="DDE305",
        name="grade-early-education",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.UNSETTLED,
        title="A grade is EE, the Texas code",
        why="CLI's samples show EE, but the standard does not have it.",
        fix="Ask CLI whether to send EE. If it wants the standard's code, send PR or PK.",
        bad=(Cell("users.csv", 3, "grades", "EE"),),
        at=(("users.csv", 3, "grades"),),
        broken=_texas_grade,
        message=lambda column: f"{column.name} has EE, the Texas code for early education.",
    ),
)

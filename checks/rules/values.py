"""DDE3xx: single values: required, in the list, well formed."""

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule

if TYPE_CHECKING:
    import polars as pl

    Test = Callable[[pl.Expr], pl.Expr]

_TEXAS_GRADE = "EE"
_GUID = r"^[0-9A-Za-z.\-_/@]{1,255}$"
_EMAIL = r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+$"


def _any_item(column: ColumnSpec, cell: "pl.Expr", test: "Test") -> "pl.Expr":
    """Broken when the value is, or in a list column when any of its values is."""
    import polars as pl

    if not column.list:
        return test(cell)
    return cell.str.split(",").list.eval(test(pl.element().str.strip_chars())).list.any()


def _not_in_list(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.ENUM:
        return None
    return _any_item(column, cell, lambda item: ~item.is_in(column.vocabulary))


def _required(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell == "" if column.required else None


def _not_boolean(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~cell.is_in(("true", "false")) if column.type is Type.BOOLEAN else None


def _not_grade(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GRADE:
        return None
    return _any_item(column, cell, lambda item: ~item.is_in((*column.vocabulary, _TEXAS_GRADE)))


def _texas_grade(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GRADE or _TEXAS_GRADE in column.vocabulary:
        return None
    return _any_item(column, cell, lambda item: item == _TEXAS_GRADE)


def _not_guid(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.type is not Type.GUID:
        return None
    return _any_item(column, cell, lambda item: ~item.str.contains(_GUID))


def _not_email(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return ~cell.str.contains(_EMAIL) if column.type is Type.EMAIL else None


def _padded(_column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr":
    return cell != cell.str.strip_chars()


def _nearest(column: ColumnSpec, value: str) -> str:
    """Name the nearest word of the list; never the value itself."""
    plain = {word.casefold(): word for word in column.vocabulary}
    known = {"pre-k": "PK", "prek": "PK", "pk3": "PK", "pk4": "PK", "k": "KG", "f": "female", "m": "male"}
    parts = [value] if not column.list else value.split(",")
    for part in parts:
        word = part.strip()
        if word in column.vocabulary:
            continue
        meant = plain.get(known.get(word.casefold(), word).casefold())
        if meant is None and column.type is Type.GRADE and word.isdigit():
            meant = plain.get(word.zfill(2))
            if meant:
                return f"The same grade with its leading zero is {meant}."
        near = [meant] if meant else difflib.get_close_matches(word.casefold(), plain, 1, 0.7)
        if near:
            return f"Did you mean {plain.get(near[0], near[0])}?"
    return ""


_QUALITY, _INITIAL, _ERROR, _WARNING = Review.QUALITY, Review.INITIAL, Severity.ERROR, Severity.WARNING

RULES = (
    CellRule(
        code="DDE301",
        name="value-not-in-list",
        severity=_ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A value is not one of the standard's words",
        why="The words are exact, also in upper and lower case; other words are refused or misread.",
        fix="Map the value to one of the words where the export is made.",
        bad=(Cell("users.csv", 2, "role", "Teacher"),),
        at=(("users.csv", 2, "role"),),
        broken=_not_in_list,
        message=lambda column: f"{column.name} must be one of {', '.join(column.vocabulary)}.",
        hint=_nearest,
    ),
    CellRule(
        code="DDE302",
        name="value-required",
        severity=_ERROR,
        review=_INITIAL,
        basis=Basis.STANDARD,
        title="A required value is blank",
        why="The record can't be loaded, and what refers to it falls with it.",
        fix="Fill the value in where it is kept, or leave the whole row out.",
        bad=(Cell("users.csv", 3, "username", " "),),
        at=(("users.csv", 3, "username"),),
        broken=_required,
        blanks=True,
        message=lambda column: f"{column.name} is blank, but required.",
    ),
    CellRule(
        code="DDE303",
        name="not-true-or-false",
        severity=_ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A value is neither true nor false",
        why="The words are exact; TRUE, Yes and 1 are refused or taken for blank.",
        fix="Write true or false, in lower case. A spreadsheet changes them to TRUE; don't save with one.",
        bad=(Cell("users.csv", 3, "enabledUser", "TRUE"),),
        at=(("users.csv", 3, "enabledUser"),),
        broken=_not_boolean,
        message=lambda column: f"{column.name} must be true or false.",
        hint=lambda _column, value: (
            f"Write {value.lower()} in lower case." if value.lower() in ("true", "false") else ""
        ),
    ),
    CellRule(
        code="DDE304",
        name="grade-not-in-list",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A grade is not one of the standard's codes",
        why="Which codes CLI accepts is not public; the standard's codes are the safe ones.",
        fix="Map the grade: prekindergarten is PK, kindergarten KG, first grade 01.",
        bad=(Cell("users.csv", 3, "grades", "Pre-K"),),
        at=(("users.csv", 3, "grades"),),
        broken=_not_grade,
        message=lambda column: f"{column.name} holds a grade code that the standard does not have.",
        hint=_nearest,
    ),
    CellRule(
        code="DDE305",
        name="grade-early-education",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.UNSETTLED,
        title="The Texas grade code EE",
        why="CLI's samples show EE, the standard's list does not have it: ask CLI whether to send it.",
        fix="Ask CLI; if it wants the standard's code, send PR or PK.",
        bad=(Cell("users.csv", 3, "grades", "EE"),),
        at=(("users.csv", 3, "grades"),),
        broken=_texas_grade,
        message=lambda column: f"{column.name} holds EE, the Texas code for early education.",
    ),
    CellRule(
        code="DDE306",
        name="id-form",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="An ID has signs that the standard does not allow",
        why="Receivers may cut or refuse it, and then nothing that refers to it is found.",
        fix="Use letters, digits and . - _ / @ only, at most 255 of them.",
        bad=(Cell("enrollments.csv", 4, "sourcedId", "E 3#A"),),
        at=(("enrollments.csv", 4, "sourcedId"),),
        broken=_not_guid,
        message=lambda column: f"{column.name} may hold letters, digits and . - _ / @ only, at most 255.",
    ),
    CellRule(
        code="DDE307",
        name="value-padded",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value begins or ends with blanks",
        why="To a program the padded value is another value; IDs stop matching.",
        fix="Trim the values where the export is made.",
        bad=(Cell("users.csv", 3, "givenName", "Zoë "),),
        at=(("users.csv", 3, "givenName"),),
        broken=_padded,
        raw=True,
        message=lambda column: f"{column.name} begins or ends with a blank.",
    ),
    CellRule(
        code="DDE308",
        name="email-form",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="An e-mail address that is none",
        why="Teacher accounts are invited by e-mail; this one can't arrive.",
        fix="Write the whole address, such as name@district.org.",
        bad=(Cell("users.csv", 2, "email", "mlopez@bluebonnet"),),
        at=(("users.csv", 2, "email"),),
        broken=_not_email,
        message=lambda column: f"{column.name} is no complete e-mail address.",
    ),
)

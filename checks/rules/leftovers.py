"""DDE3xx: what programs leave behind in a value: spreadsheets, databases, web pages, wrong character sets.

Only text is looked at, and of IDs those that name a row. Where words, dates or flags are fixed, a leftover is
a wrong value like any other, and the hint there says where it came from; a reference with a leftover leads to
a row that has it too, or is a broken reference.
"""

from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule
from checks.tables.patterns import EXPONENT, INVISIBLE, MOJIBAKE
from checks.tables.suggestions import PLACEHOLDERS, hint_by_look, hint_for_nothing

if TYPE_CHECKING:
    import polars as pl

_NUMBERS_IN_NAME = frozenset(("identifier", "internal-id", "state-unique-id", "phone"))
"""What a column of text may mean and be written in digits alone, which a spreadsheet takes for a number."""

_DECIMAL = r"^[0-9]+\.0+$"
_FORMULA = r"^(=|[@+\-][A-Za-z]+[(|!])"

_SIGNS = (
    ("\ufeff", "It is a byte order mark: files were joined, or the value was the first of a file."),
    ("\u00ad", "It is a soft hyphen, as word processors and web pages have them."),
    ("", "It has no width, or turns the direction of writing: it was probably copied from a web page."),
)
"""Which sign it is; the first that is found is said."""


def _is_text(column: ColumnSpec) -> bool:
    return column.type in (Type.STRING, Type.EMAIL)


def _number(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    names_a_row = column.type is Type.GUID and not column.references
    if not names_a_row and column.means not in _NUMBERS_IN_NAME:
        return None
    return cell.str.contains(f"{EXPONENT}|{_DECIMAL}")


def _which_number(_column: ColumnSpec, value: str) -> str:
    if value.upper().find("E+") > 0:
        return (
            "Excel turned this into a number with an exponent, and its last digits are lost: export it anew."
        )
    return "A program wrote it as a decimal number: make the column text there, and leave .0 away."


def _placeholder(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.is_in(list(PLACEHOLDERS)) if column.type is Type.STRING else None


def _formula(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(_FORMULA) if _is_text(column) else None


def _mojibake(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(MOJIBAKE) if _is_text(column) else None


def _where_letters_broke(_column: ColumnSpec, value: str) -> str:
    if "\ufffd" in value:
        return "A letter was lost for good: export the value anew, as UTF-8 from the beginning."
    return "Somewhere UTF-8 was read as Windows-1252 and saved again: choose UTF-8 there too."


def _invisible(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(INVISIBLE) if _is_text(column) else None


def _which_sign(_column: ColumnSpec, value: str) -> str:
    return hint_by_look(_SIGNS, value)


_QUALITY, _WARNING = Review.QUALITY, Severity.WARNING

RULES = (
    CellRule(
        code="DDE309",
        name="number-from-spreadsheet",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="An ID that a program turned into a number",
        why="It is another ID than yesterday's: nobody is found under it, and digits may be lost for good.",
        fix="Make the column text before the values come in, and never save an export with a spreadsheet.",
        bad=(Cell("users.csv", 3, "identifier", "1.23457E+11"),),
        at=(("users.csv", 3, "identifier"),),
        broken=_number,
        message=lambda column: f"{column.name} holds a number as programs write it, not an ID.",
        hint=_which_number,
    ),
    CellRule(
        code="DDE315",
        name="placeholder",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A program's word for a missing value",
        why="It is taken for the value itself: a child's middle name would be NULL.",
        fix="Leave the cell blank, or fill the value in where it is kept.",
        bad=(Cell("users.csv", 3, "middleName", "NULL"),),
        at=(("users.csv", 3, "middleName"),),
        broken=_placeholder,
        message=lambda column: f"{column.name} holds a program's word for a missing value.",
        hint=hint_for_nothing,
        plain_too=True,
    ),
    CellRule(
        code="DDE316",
        name="formula",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value that a spreadsheet would run",
        why="Whoever opens the file in a spreadsheet runs it as a formula, which can send data elsewhere.",
        fix="Write the value without the sign it begins with; look who could have entered it.",
        bad=(Cell("classes.csv", 2, "location", "=A4"),),
        at=(("classes.csv", 2, "location"),),
        broken=_formula,
        message=lambda column: f"{column.name} begins like a formula.",
        hint=lambda _column, _value: (
            'An export sometimes writes ="007" to keep zeros: write the digits alone.'
        ),
    ),
    CellRule(
        code="DDE317",
        name="mojibake",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="Letters with accents are broken",
        why="Names arrive as they stand, and are shown so to teachers and in reports.",
        fix="Use UTF-8 at every step of the export, and export the values anew.",
        bad=(Cell("users.csv", 4, "familyName", "Nguyá»…n"),),
        at=(("users.csv", 4, "familyName"),),
        broken=_mojibake,
        message=lambda column: f"{column.name} holds a letter that was broken on the way.",
        hint=_where_letters_broke,
    ),
    CellRule(
        code="DDE318",
        name="invisible-characters",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A sign that can't be seen",
        why="To a program the value is another one than it looks: it can't be found, sorted or matched.",
        fix="Type the value anew where it is kept, instead of pasting it.",
        bad=(Cell("users.csv", 3, "givenName", "Zo\u200bë"),),
        at=(("users.csv", 3, "givenName"),),
        broken=_invisible,
        message=lambda column: f"{column.name} holds a sign that can't be seen.",
        hint=_which_sign,
    ),
)

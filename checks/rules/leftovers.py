"""DDE3xx: values damaged by spreadsheets, databases, web pages or a wrong encoding.

Only text is checked, and IDs that name a row. In a column with a fixed vocabulary, date or flag, other rules
report the wrong value and their hint names the cause; a reference with such damage leads to a row that has it
too, or is a broken reference.
"""

import re
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule
from checks.tables.patterns import EXPONENT, HTML_CODE, INVISIBLE, LOST_LETTER, MOJIBAKE, NO_BREAK_SPACE
from checks.tables.people import NAMES
from checks.tables.suggestions import PLACEHOLDERS, hint_by_look, hint_for_nothing

if TYPE_CHECKING:
    import polars as pl

_NUMBERS_IN_NAME = frozenset(("identifier", "internal-id", "state-unique-id", "phone"))
"""Meanings of text columns whose values may be all digits, so that a spreadsheet takes them for numbers."""

_DECIMAL = r"^[0-9]+\.0+$"
_FORMULA = r"^(=|[@+\-][A-Za-z]+[(|!])"

_INVISIBLE_CHARACTERS = (
    ("\ufeff", "It is a byte order mark (BOM), left over from a joined file. Type the value again."),
    ("\u00ad", "It is a soft hyphen from a word processor or web page. Type the value again."),
    ("", "It was probably copied from a web page. Type the value again."),
)
"""Character and its hint; the first match wins."""


def _is_text(column: ColumnSpec) -> bool:
    return column.type in (Type.STRING, Type.EMAIL)


def _number(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    names_a_row = column.type is Type.GUID and not column.references
    if not names_a_row and column.means not in _NUMBERS_IN_NAME:
        return None
    return cell.str.contains(f"{EXPONENT}|{_DECIMAL}")


def _number_hint(_column: ColumnSpec, value: str) -> str:
    if value.upper().find("E+") > 0:
        return "Excel wrote this in scientific notation and lost its last digits. Export it again."
    return "A program wrote this as a decimal number. Format the column as text and remove the .0."


def _placeholder(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.is_in(list(PLACEHOLDERS)) if column.type is Type.STRING else None


def _formula(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(_FORMULA) if _is_text(column) else None


def _formula_hint(_column: ColumnSpec, value: str) -> str:
    if re.fullmatch('="[^"]*"', value):
        return 'Your export writes ="007" to keep leading zeros in a spreadsheet. Write only 007.'
    return "Remove the sign it begins with, if it does not belong to the value."


def _text_guard(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains("^'[0-9]") if _is_text(column) else None


def _mojibake(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    """Only names are looked at for a question mark: a title may be a question."""
    if not _is_text(column):
        return None
    garbled = cell.str.contains(MOJIBAKE)
    if column.name not in NAMES:
        return garbled
    return garbled | (cell.str.contains(LOST_LETTER) & ~cell.str.contains("[¿#]"))


def _mojibake_hint(_column: ColumnSpec, value: str) -> str:
    if "\ufffd" in value:
        return "A letter is lost for good. Export the value again, as UTF-8 from the start."
    if "?" in value:
        return (
            "A program probably wrote ? for a letter it did not know. "
            "Export the value again, as UTF-8 from the start."
        )
    return "A program read UTF-8 as Windows-1252 and saved it. Set that program to UTF-8."


def _html_code(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(HTML_CODE) if _is_text(column) else None


def _no_break_space(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(NO_BREAK_SPACE) if _is_text(column) else None


def _invisible(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    return cell.str.contains(INVISIBLE) if _is_text(column) else None


def _invisible_hint(_column: ColumnSpec, value: str) -> str:
    return hint_by_look(_INVISIBLE_CHARACTERS, value)


_QUALITY, _WARNING = Review.QUALITY, Severity.WARNING

RULES = (
    CellRule(
        code="DDE309",
        name="number-from-spreadsheet",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="An ID was turned into a number",
        why="The changed ID matches no existing record, and digits may be lost for good.",
        fix="Format the column as text before the data is loaded. Never save an export in a spreadsheet.",
        bad=(Cell("users.csv", 3, "identifier", "1.23457E+11"),),
        at=(("users.csv", 3, "identifier"),),
        broken=_number,
        message=lambda column: f"{column.name} has a number in a program's format, not an ID.",
        hint=_number_hint,
    ),
    CellRule(
        code="DDE315",
        name="placeholder",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value is a placeholder for a missing value",
        why="It is taken literally: a student's middle name would be NULL.",
        fix="Leave the cell blank, or fill in the value in your SIS.",
        bad=(Cell("users.csv", 3, "middleName", "NULL"),),
        at=(("users.csv", 3, "middleName"),),
        broken=_placeholder,
        message=lambda column: f"{column.name} has a placeholder for a missing value.",
        hint=hint_for_nothing,
        plain_too=True,
    ),
    CellRule(
        code="DDE316",
        name="formula",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value is a spreadsheet formula",
        why="A spreadsheet runs it as a formula when someone opens the file, which can leak data.",
        fix="Write the plain value. If a person typed the formula, check who could have entered it.",
        bad=(Cell("classes.csv", 2, "location", "=A4"),),
        at=(("classes.csv", 2, "location"),),
        broken=_formula,
        message=lambda column: f"{column.name} begins like a formula.",
        hint=_formula_hint,
    ),
    CellRule(
        code="DDE317",
        name="mojibake",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="Accented letters are garbled",
        why="Names arrive as they are: teachers and reports show them garbled.",
        fix="Use UTF-8 at every step of the export, and export the values again.",
        bad=(Cell("users.csv", 4, "familyName", "Nguyá»…n"),),
        at=(("users.csv", 4, "familyName"),),
        broken=_mojibake,
        message=lambda column: f"{column.name} has a garbled letter.",
        hint=_mojibake_hint,
    ),
    CellRule(
        code="DDE318",
        name="invisible-characters",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value has an invisible character",
        why="To a program, this is a different value: it can't be found, sorted or matched.",
        fix="Type the value again in your SIS instead of pasting it.",
        bad=(Cell("users.csv", 3, "givenName", "Zo\u200bë"),),
        at=(("users.csv", 3, "givenName"),),
        broken=_invisible,
        message=lambda column: f"{column.name} has an invisible character.",
        hint=_invisible_hint,
    ),
    CellRule(
        code="DDE321",
        name="html-code",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value has a code of web pages in place of a letter",
        why="It is taken literally: teachers and reports show the code in the name.",
        fix="Export the values from the SIS itself, not from a web page, and check how they were entered.",
        bad=(Cell("users.csv", 4, "familyName", "Nu&ntilde;ez"),),
        at=(("users.csv", 4, "familyName"),),
        broken=_html_code,
        message=lambda column: f"{column.name} has an HTML code such as &amp; or &ntilde; in it.",
        hint=lambda _column, _value: "Write the letter or sign that the code stands for.",
    ),
    CellRule(
        code="DDE322",
        name="no-break-space",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A value has a no-break space",
        why="It looks like a space and is another character: the same name typed by hand does not match it.",
        fix="Type the space again in your SIS. It was probably pasted from a web page or a document.",
        bad=(Cell("users.csv", 3, "givenName", "Ana\u00a0Lu"),),
        at=(("users.csv", 3, "givenName"),),
        broken=_no_break_space,
        message=lambda column: f"{column.name} has a no-break space (U+00A0) between two words.",
        hint=lambda _column, _value: "Replace it with an ordinary space.",
    ),
    CellRule(
        code="DDE323",
        name="text-guard",
        severity=_WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A number begins with an apostrophe",
        why="It is taken as part of the value, so an ID with it matches nothing.",
        fix="Export the number alone. A spreadsheet uses the apostrophe to keep leading zeros.",
        bad=(Cell("users.csv", 2, "identifier", "'10021"),),
        at=(("users.csv", 2, "identifier"),),
        broken=_text_guard,
        message=lambda column: f"{column.name} begins with an apostrophe.",
        hint=lambda _column, _value: "Remove the apostrophe and keep the digits, also leading zeros.",
    ),
)

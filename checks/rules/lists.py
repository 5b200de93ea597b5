"""DDE3xx: cells with a comma-separated list of values."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, Type
from checks.rules.rule import CellRule, Places, SetRule
from checks.tables.patterns import LOOSE, STRANGE, STRANGE_IN_TEXT, is_list_form_broken
from checks.tables.suggestions import PLACEHOLDERS, hint_by_look
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

    Test = Callable[[pl.Expr], pl.Expr]

_USER_IDS = r"^\{[^{}:,]+:[^{}]+\}(,\{[^{}:,]+:[^{}]+\})*$"
_LOOKS = (
    (r'^\[|^\{\s*"|^\{[^:]*\}$|"', "A program wrote the list as JSON. Write the values as a,b."),
    ("[;|]", "Separate the values with commas, and put quotes around the cell."),
    (r"(^|,)\s*(,|$)", "Remove the extra comma, or fill in the missing value."),
    ("", "Remove the spaces beside the commas. To a program they are part of the value."),
)
"""Pattern of an invalid list and its hint; the first match wins."""


def any_item(column: ColumnSpec, cell: "pl.Expr", test: "Test") -> "pl.Expr":
    """Apply a test to the value, or in a list column to each item; true if any fails. Ignores blank items."""
    import polars as pl

    if not column.list:
        return test(cell)
    item = pl.element().str.strip_chars()
    return cell.str.split(",").list.eval((item != "") & test(item)).list.any() & ~is_list_form_broken(cell)


def _bad_list(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if not column.list:
        return None
    strange = STRANGE_IN_TEXT if column.type is Type.STRING else STRANGE
    return cell.str.contains(f"{strange}|{LOOSE}")


def _list_hint(_column: ColumnSpec, value: str) -> str:
    return hint_by_look(_LOOKS, value)


def _not_user_ids(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.means != "user-ids":
        return None
    is_reported = cell.str.contains(f"{STRANGE_IN_TEXT}|{LOOSE}") | cell.is_in(list(PLACEHOLDERS))
    return ~cell.str.contains(_USER_IDS) & ~is_reported


def _lists_differ(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for spec in tables.profile.tables:
        for column in spec.columns:
            if not column.pairs_with or not tables.has(spec.name, column.name, column.pairs_with):
                continue
            mine, other = pl.col(column.name), pl.col(column.pairs_with)
            both = tables[spec.name].filter((mine != "") & (other != ""))
            sound = pl.all_horizontal(
                ~each.str.contains(f"{STRANGE_IN_TEXT}|{LOOSE}") for each in (mine, other)
            )
            differ = mine.str.count_matches(",", literal=True) != other.str.count_matches(",", literal=True)
            yield Places(
                spec.name,
                column.name,
                both.filter(sound & differ).select("line", mine.alias("value")),
                message=f"{column.name} and {column.pairs_with} differ in the number of values.",
                hint="Remove commas from subject names, or leave both cells blank.",
            )


def _several_grades(tables: Tables) -> Iterator[Places]:
    import polars as pl

    grades = pl.col("grades")
    several = tables["users.csv"].filter(grades.str.contains(",", literal=True))
    yield Places(
        "users.csv",
        "grades",
        several.filter(~is_list_form_broken(grades) & ~grades.str.contains(LOOSE)).select(
            "line", value=grades
        ),
        message="This person has several grades.",
        hint="Write only this school year's grade.",
    )


_QUALITY = Review.QUALITY

RULES = (
    CellRule(
        code="DDE310",
        name="list-form",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A list is not separated by commas",
        why="The cell is read as one value, or a space as part of a value, so no value in it matches.",
        fix="Put a comma and nothing else between the values, and quotes around the cell.",
        bad=(Cell("users.csv", 3, "orgSourcedIds", "057950101;057950"),),
        at=(("users.csv", 3, "orgSourcedIds"),),
        broken=_bad_list,
        message=lambda column: f"{column.name} must have a comma and nothing else between its values.",
        hint=_list_hint,
    ),
    SetRule(
        code="DDE313",
        name="lists-differ-in-length",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="Two paired lists differ in length",
        why="Values are paired by position: after the gap, every pair is wrong.",
        fix="Give both lists the same number of values in the same order.",
        bad=(
            Cell("courses.csv", 2, "subjects", "Reading,Mathematics"),
            Cell("courses.csv", 2, "subjectCodes", "73001"),
        ),
        at=(("courses.csv", 2, "subjectCodes"),),
        uses={
            "courses.csv": ("subjects", "subjectCodes"),
            "classes.csv": ("subjects", "subjectCodes"),
        },
        find=_lists_differ,
    ),
    SetRule(
        code="DDE314",
        name="several-grades",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A person has several grades",
        why="The standard allows a list, but some receivers want one grade and take the first, or none.",
        fix="Send only this school year's grade.",
        bad=(Cell("users.csv", 3, "grades", "PK,KG"),),
        at=(("users.csv", 3, "grades"),),
        needs={"users.csv": ("grades",)},
        find=_several_grades,
    ),
    CellRule(
        code="DDE319",
        name="user-ids-form",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="IDs of other systems are not written as {type:id}",
        why="Without the type, it is unknown which system an ID belongs to, and it is ignored.",
        fix="Write {LDAP:jsmith}, or several as {LDAP:jsmith},{LTI:4711}, or leave the cell blank.",
        bad=(Cell("users.csv", 3, "userIds", "4711"),),
        at=(("users.csv", 3, "userIds"),),
        broken=_not_user_ids,
        message=lambda column: f"{column.name} must be written as {{type:id}}.",
    ),
)

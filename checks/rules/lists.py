"""DDE3xx: cells that hold several values, separated by commas."""

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
    (r'^\[|^\{\s*"|^\{[^:]*\}$|"', "A program wrote its own form of a list (JSON): write the values as a,b."),
    ("[;|]", "Separate the values with commas, and put quotes around the cell."),
    (r"(^|,)\s*(,|$)", "There is a comma too many, or a value beside it is missing."),
    ("", "Take the blanks beside the commas away: to a program they belong to the value."),
)
"""What such a list looks like, and what to do; the first that fits is said."""


def any_item(column: ColumnSpec, cell: "pl.Expr", test: "Test") -> "pl.Expr":
    """Broken when the value is, or in a list column when any of its values is; missing items aside."""
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


def _why_no_list(_column: ColumnSpec, value: str) -> str:
    return hint_by_look(_LOOKS, value)


def _not_user_ids(column: ColumnSpec, cell: "pl.Expr") -> "pl.Expr | None":
    if column.means != "user-ids":
        return None
    told_elsewhere = cell.str.contains(f"{STRANGE_IN_TEXT}|{LOOSE}") | cell.is_in(list(PLACEHOLDERS))
    return ~cell.str.contains(_USER_IDS) & ~told_elsewhere


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
                message=f"{column.name} has not as many values as {column.pairs_with}.",
                hint="Take commas out of the names of subjects, or leave both cells blank.",
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
        hint="Write the grade of this school year alone.",
    )


_QUALITY = Review.QUALITY

RULES = (
    CellRule(
        code="DDE310",
        name="list-form",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A list is not separated by commas alone",
        why="The whole cell is taken for one value, or a blank for a part of it: nothing of it is known.",
        fix="Write the values with commas and nothing else between them, and quotes around the cell.",
        bad=(Cell("users.csv", 3, "orgSourcedIds", "057950101;057950"),),
        at=(("users.csv", 3, "orgSourcedIds"),),
        broken=_bad_list,
        message=lambda column: (
            f"{column.name} must list its values with commas and nothing else between them."
        ),
        hint=_why_no_list,
    ),
    SetRule(
        code="DDE313",
        name="lists-differ-in-length",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="Two lists that belong together differ in length",
        why="Value and value are paired by their place: from the gap on, every pair is wrong.",
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
        fix="Send the grade of this school year alone.",
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
        title="IDs of other systems that are not written as {type:id}",
        why="Without the type nobody knows which system an ID belongs to; it is passed over.",
        fix="Write {LDAP:jsmith}, and several as {LDAP:jsmith},{LTI:4711}; or leave the cell blank.",
        bad=(Cell("users.csv", 3, "userIds", "4711"),),
        at=(("users.csv", 3, "userIds"),),
        broken=_not_user_ids,
        message=lambda column: f"{column.name} must be written as {{type:id}}.",
    ),
)

"""DDE712: whole names in the columns of given and family names."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.people import NAME
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

_GIVEN, _FAMILY = NAME
_HALF = 0.5
"""From this share of the people on, it is the mapping of the column: one cause."""


def _whole_names(tables: Tables) -> Iterator[Places]:
    """Report "Castillo, Ana" where the other column proves it: a comma alone may be that of "Smith, Jr."."""
    import polars as pl

    users = tables["users.csv"].select("line", *NAME)
    given, family = pl.col(_GIVEN), pl.col(_FAMILY)
    both = users.filter((given != "") & (family != "") & (given.str.contains(",") | family.str.contains(",")))
    is_same = _plain(given) == _plain(family)
    in_given = given.str.contains(",") & (is_same | (_before_comma(given) == _plain(family)))
    in_family = family.str.contains(",") & ~in_given & (_after_comma(family) == _plain(given))
    for column, is_whole in ((_GIVEN, in_given), (_FAMILY, in_family)):
        rows = both.filter(is_whole).select("line", value=column)
        message = f"{column} holds a whole name, with the family name first."
        if len(rows) > max(1, _HALF * users.filter(given != "").height):
            message = f"{column} holds whole names, with the family name first."
            rows = rows.head(1).with_columns(affected=pl.lit(len(rows)))
        yield Places(
            "users.csv",
            column,
            rows,
            message=message,
            hint="Export given and family name from two fields of your SIS, not the full name.",
        )


def _plain(name: "pl.Expr") -> "pl.Expr":
    return name.str.to_lowercase().str.strip_chars()


def _before_comma(name: "pl.Expr") -> "pl.Expr":
    return _plain(name.str.splitn(",", 2).struct.field("field_0"))


def _after_comma(name: "pl.Expr") -> "pl.Expr":
    return _plain(name.str.splitn(",", 2).struct.field("field_1"))


RULES = (
    SetRule(
        code="DDE712",
        name="whole-name",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A column of names holds the whole name",
        why="CLI Engage shows the two columns side by side, so the name would stand there twice.",
        fix="Map given name and family name to two fields of your SIS.",
        bad=(
            Cell("users.csv", 3, _GIVEN, "O'Quinn, Zoë"),
            Cell("users.csv", 3, _FAMILY, "O'Quinn, Zoë"),
        ),
        at=(("users.csv", 3, _GIVEN),),
        needs={"users.csv": NAME},
        find=_whole_names,
    ),
)

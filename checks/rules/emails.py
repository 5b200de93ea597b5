"""DDE308: e-mail addresses, as they are written."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import NEEDS, placed
from checks.tables.suggestions import PLACEHOLDERS
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

_EMAIL = r'^[^@\s,:;<>()"]+@[^@\s,:;<>()".]+(\.[^@\s,:;<>()".]+)+$'
_WHY = (
    (r"@.*[,;/\s].*@", "Keep one address: the one the person signs in with."),
    (r'[\s<>()"]|:', "Take away blanks, brackets and the name: the address alone."),
    (r"@.*@", "There is one @ too many."),
    ("^[^@]*$", "The @ is missing: it may be a user name, or the address was cut off."),
    (
        r"@[^.]*$",
        "The end of the domain is missing, such as .org: a field that is too short may have cut it off.",
    ),
    ("", "Write the whole address, such as name@district.org."),
)
"""What such an address looks like, and what to do; the first that fits is said."""


def _not_email(tables: Tables) -> Iterator[Places]:
    """Heavier for teachers of homerooms, whose account is their address."""
    import polars as pl

    cell = pl.col("email")
    wrong = tables["users.csv"].filter((cell != "") & ~cell.str.contains(_EMAIL))
    if wrong.is_empty():
        return
    teaches = pl.lit(value=False)
    if all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        teaches = placed(tables, "teacher")
    for severity, people in ((Severity.ERROR, teaches), (Severity.WARNING, ~teaches)):
        yield from _explained(wrong.filter(people), severity)


def _explained(wrong: "pl.DataFrame", severity: Severity) -> Iterator[Places]:
    import polars as pl

    cell = pl.col("email")
    is_word = cell.is_in(list(PLACEHOLDERS))
    looks = ((cell.str.contains(pattern), hint) for pattern, hint in _WHY)
    for test, hint in (
        (is_word, "It is a program's word for a missing value: leave the cell blank."),
        *looks,
    ):
        yield Places(
            "users.csv",
            "email",
            wrong.filter(test).select("line", value=cell),
            message="email is no complete e-mail address.",
            hint=hint,
            severity=severity,
        )
        wrong = wrong.filter(~test)


RULES = (
    SetRule(
        code="DDE308",
        name="email-form",
        severity=Severity.ERROR,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="An e-mail address that is none",
        why="A homeroom teacher's account is made for the address: an invitation to this one can't arrive.",
        fix="Write the whole address, such as name@district.org.",
        bad=(Cell("users.csv", 2, "email", "mlopez@bluebonnet"),),
        at=(("users.csv", 2, "email"),),
        needs={"users.csv": ("email",)},
        find=_not_email,
    ),
)

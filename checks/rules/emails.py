"""DDE308: the format of e-mail addresses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import NEEDS, placed
from checks.tables.suggestions import means_nothing
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

_EMAIL = r'^[^@\s,:;<>()"]+@[^@\s,:;<>()".]+(\.[^@\s,:;<>()".]+)+$'
_WHY = (
    (r"@.*[,;/\s].*@", "Keep only the address the person signs in with."),
    (r'[\s<>()"]|:', "Remove spaces, brackets and the name. Keep only the address."),
    (r"@.*@", "Remove the extra @."),
    ("^[^@]*$", "The @ is missing. This may be a user name, or the address was cut off."),
    (
        r"@[^.]*$",
        "The end of the domain, such as .org, is missing. The address may have been cut off.",
    ),
    ("", "Write the full address, such as name@district.org."),
)
"""Pattern of an invalid address and its hint; the first match wins."""


def _not_email(tables: Tables) -> Iterator[Places]:
    """Report an error for homeroom teachers, whose account is their address; a warning for others."""
    import polars as pl

    cell = pl.col("email")
    wrong = tables["users.csv"].filter((cell != "") & ~cell.str.contains(_EMAIL))
    if wrong.is_empty():
        return
    teaches = pl.lit(value=False)
    if all(tables.has(file, *columns) for file, columns in NEEDS.items()):
        teaches = placed(tables, "teacher")
    for severity, people in ((Severity.ERROR, teaches), (Severity.WARNING, ~teaches)):
        yield from _with_hints(wrong.filter(people), severity)


def _with_hints(wrong: "pl.DataFrame", severity: Severity) -> Iterator[Places]:
    import polars as pl

    cell = pl.col("email")
    looks = ((cell.str.contains(pattern), hint) for pattern, hint in _WHY)
    for test, hint in (
        (
            means_nothing(cell),
            "It stands for no address. Write the real one. For a student, leave the cell blank.",
        ),
        *looks,
    ):
        yield Places(
            "users.csv",
            "email",
            wrong.filter(test).select("line", value=cell),
            message="email is not a complete e-mail address.",
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
        title="An e-mail address is invalid",
        why="A homeroom teacher's account uses this address, and an invitation to it can't arrive.",
        fix="Write the full address, such as name@district.org.",
        bad=(Cell("users.csv", 2, "email", "mlopez@bluebonnet"),),
        at=(("users.csv", 2, "email"),),
        needs={"users.csv": ("email",)},
        find=_not_email,
    ),
)

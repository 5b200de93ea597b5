"""DDE701 and DDE702: the e-mail addresses of homeroom teachers, by which they get accounts."""

from collections.abc import Iterator

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.blanks import blank_cells
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import NEEDS, placed
from checks.tables.people import shared_addresses
from checks.tables.tables import Tables


def _teacher_without_email(tables: Tables) -> Iterator[Places]:
    yield from blank_cells(
        "users.csv",
        "email",
        tables["users.csv"].select("line", "sourcedId", "email").filter(placed(tables, "teacher")),
        who="homeroom teacher",
        hint="Fill in the address the teacher signs in with.",
    )


def _teachers_share_email(tables: Tables) -> Iterator[Places]:
    yield Places(
        "users.csv",
        "email",
        shared_addresses(tables).select("line", value="email"),
        message="Another homeroom teacher has the same e-mail address.",
        hint="If this is one person with two IDs, send one row with both schools.",
    )


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY

RULES = (
    SetRule(
        code="DDE701",
        name="teacher-without-email",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A homeroom teacher has no e-mail address",
        why="A teacher account needs an e-mail address. Without one, the class has no teacher.",
        fix="Export the address the teacher signs in with.",
        bad=(Cell("users.csv", 2, "email", ""),),
        at=(("users.csv", 2, "email"),),
        needs=NEEDS,
        find=_teacher_without_email,
    ),
    SetRule(
        code="DDE702",
        name="teachers-share-email",
        severity=Severity.ERROR,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="Two homeroom teachers share an e-mail address",
        why="One address is one account, so one teacher would see the other's class.",
        fix="Give each teacher a different address. Merge one person with two IDs into one row.",
        bad=(
            AddRow("users.csv", 2, {"sourcedId": "T2", "username": "mlopez2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2", "primary": "false"}),
        ),
        at=(("users.csv", 5, "email"),),
        needs=NEEDS,
        find=_teachers_share_email,
    ),
)

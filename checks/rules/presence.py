"""DDE611, DDE612: who is in no homeroom for a good reason: an enrollment that is over, a later grade."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.enrollment_terms import ended_before_class
from checks.rules.rule import Hit, Places, SetRule
from checks.rules.terms import NEEDS as TERMS
from checks.rules.terms import classes_over
from checks.tables.enrollments import DATES, is_empty, is_over
from checks.tables.grades import above_kindergarten
from checks.tables.homerooms import (
    NEEDS,
    contradicted,
    enrolled,
    homerooms,
    is_mostly_over,
    is_whole,
    possible_members,
    students,
    without_homeroom,
)
from checks.tables.references import OTHER_NAMES, is_unreadable
from checks.tables.tables import Tables, as_day

if TYPE_CHECKING:
    import polars as pl

_FILE, _USER, _ROOM = "enrollments.csv", "userSourcedId", "classSourcedId"
_CLASSES = "classes.csv"


def _over(tables: Tables) -> Iterator[Places]:
    import polars as pl

    if not is_whole(tables, _FILE) or any(is_unreadable(tables, _FILE, name) for name in (_USER, _ROOM)):
        return
    ended, teachers = _last_ended(tables, "student", _USER), _last_ended(tables, "teacher", _ROOM)
    ended = ended.filter(pl.col(_USER).is_in(students(tables)["sourcedId"].implode()))
    if is_mostly_over(tables) and len(ended):
        yield Places(
            _FILE,
            "endDate",
            ended.head(1).select("line", value="endDate", affected=pl.lit(len(ended))),
            message="The enrollments of most students in homerooms are over.",
            hint="They would be left out. Check the mapping of endDate, and whether these are this school "
            "year's enrollments.",
            severity=Severity.WARNING,
        )
        return
    yield Places(
        _FILE,
        "endDate",
        ended.select("line", value="endDate"),
        message="This student's enrollment is over, and there is no other one in a homeroom.",
        hint="If the student left, leave the student out of every file. If not, add the enrollment that "
        "holds today.",
    )
    yield Places(
        _FILE,
        "endDate",
        teachers.select("line", value="endDate"),
        message="This teacher's enrollment is over, and the homeroom has no other teacher today.",
        hint="Enroll the teacher who has the class now.",
    )


def _last_ended(tables: Tables, role: str, of: str) -> "pl.DataFrame":
    """Return the enrollment that ended last, for each person or homeroom that has no other one.

    One that lasts no day is left out, one that ended before its class begins, and one of a class whose terms
    are over: those are findings already.
    """
    import polars as pl

    rows = possible_members(tables, role)
    there = rows.filter(~is_over(rows, tables.today))[of]
    past = enrolled(tables, role)
    past = past.filter(
        is_over(past, tables.today) & ~is_empty(past),
        ~pl.col("line").is_in(contradicted(tables, role)["line"].implode()),
        ~pl.col(_ROOM).is_in(classes_over(tables).implode()),
        ~pl.col("line").is_in(ended_before_class(tables).implode()),
        ~pl.col(of).is_in(there.implode()),
    )
    last = past.sort(as_day("endDate"), "line", descending=[True, False])
    return last.unique(of, keep="first", maintain_order=True).sort("line")


def _later_grades(tables: Tables) -> Iterator[Hit]:

    if homerooms(tables).is_empty():
        return
    left_out = without_homeroom(tables).filter(above_kindergarten(tables, "users.csv"))
    if len(left_out):
        first = left_out.sort("line").row(0, named=True)
        yield Hit(
            "users.csv",
            first["line"],
            "grades",
            first["grades"],
            affected=len(left_out),
            message="Students above kindergarten who are in no homeroom will be left out.",
            hint="Nothing to do: CLI Engage serves pre-K and kindergarten.",
        )


RULES = (
    SetRule(
        code="DDE611",
        name="enrollment-over",
        severity=Severity.INFO,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="The only enrollment in a homeroom is over",
        why="An end date in the past means that the person is no longer enrolled.",
        fix="Leave out students who left. For the others, export the enrollment that holds today.",
        bad=(Cell("enrollments.csv", 3, "endDate", "2026-08-20"),),
        at=(("enrollments.csv", 3, "endDate"),),
        needs={**NEEDS, "enrollments.csv": (*NEEDS["enrollments.csv"], "endDate")},
        uses={**OTHER_NAMES, **TERMS, _CLASSES: (*OTHER_NAMES[_CLASSES], *TERMS[_CLASSES]), _FILE: DATES},
        find=_over,
    ),
    SetRule(
        code="DDE612",
        name="students-above-kindergarten",
        severity=Severity.INFO,
        review=Review.INITIAL,
        basis=Basis.PUBLISHED,
        title="Students above kindergarten are in no homeroom",
        why="CLI Engage creates only students in homerooms, so it leaves these out, as it should.",
        fix="Nothing to do.",
        bad=(
            AddRow(
                "users.csv",
                4,
                {"sourcedId": "S3", "username": "s007217", "identifier": "007217", "grades": "07"},
            ),
        ),
        at=(("users.csv", 5, "grades"),),
        needs={**NEEDS, "users.csv": (*NEEDS["users.csv"], "grades")},
        uses=OTHER_NAMES,
        find=_later_grades,
    ),
)

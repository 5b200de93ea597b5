"""DDE7xx: what CLI Engage needs to know of the people in homerooms."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, Cell, DropRow
from checks.finding import Review, Severity
from checks.homerooms import NEEDS, members
from checks.profile import Basis
from checks.rules.dates import YEAR
from checks.rules.rule import Places, SetRule
from checks.tables import Tables

if TYPE_CHECKING:
    import polars as pl

_AGES = {"IT": (0, 3), "PR": (2, 5), "PK": (3, 6), "TK": (3, 7), "KG": (4, 7)}
"""Youngest and oldest age in whole years on 1 September for the grades of homerooms at CLI; a year of
slack on both sides of the usual ages (Texas: PK at 3 or 4, KG at 5)."""


_JULY = 7


def _placed(tables: Tables, role: str = "student") -> "pl.Expr":
    """Whether `sourcedId` is of a person who has this role in a homeroom."""
    import polars as pl

    return pl.col("sourcedId").is_in(members(tables, role)["userSourcedId"].implode())


def _teacher_without_email(tables: Tables) -> Iterator[Places]:
    import polars as pl

    silent = tables["users.csv"].filter(pl.col("email") == "").filter(_placed(tables, "teacher"))
    yield Places(
        "users.csv",
        "email",
        silent.select("line", pl.col("email").alias("value")),
        message="A homeroom teacher has no e-mail address.",
        hint="Fill in the address the teacher signs in with.",
    )


def _teachers_share_email(tables: Tables) -> Iterator[Places]:
    import polars as pl

    teachers = tables["users.csv"].filter(pl.col("email") != "").filter(_placed(tables, "teacher"))
    people = teachers.unique("sourcedId", keep="first", maintain_order=True)
    again = people.filter(~pl.col("email").str.to_lowercase().is_first_distinct())
    yield Places(
        "users.csv",
        "email",
        again.select("line", pl.col("email").alias("value")),
        message="Another homeroom teacher has the same e-mail address.",
        hint="It may be one person under two IDs: send one row with both schools.",
    )


def _student_without_demographics(tables: Tables) -> Iterator[Places]:
    import polars as pl

    key, known = pl.col("sourcedId"), tables["demographics.csv"]["sourcedId"]
    if known.is_empty():
        return
    lost = tables["users.csv"].filter(~key.is_in(known.implode())).filter(_placed(tables))
    damaged = tables.damaged_keys.get("demographics.csv")
    if damaged:
        lost = lost.filter(~key.is_in(list(damaged)))
    yield Places(
        "users.csv",
        "sourcedId",
        lost.select("line", key.alias("value")),
        message="This student in a homeroom has no row in demographics.csv.",
        hint="Export the student's birth date, sex, race and ethnicity too.",
    )


def _demographics_blank(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for column in ("birthDate", "sex"):
        if tables.has("demographics.csv", column):
            blank = tables["demographics.csv"].filter(pl.col(column) == "").filter(_placed(tables))
            yield Places(
                "demographics.csv",
                column,
                blank.select("line", pl.col(column).alias("value")),
                message=f"{column} of a student in a homeroom is blank.",
                hint="CLI Engage asks for it when a student is created by hand.",
            )


def _autumn(tables: Tables) -> int:
    """Return the year in which the files' latest school year begins; without one, this autumn's."""
    if tables.has("academicSessions.csv", "schoolYear"):
        years = tables["academicSessions.csv"]["schoolYear"]
        latest = years.filter(years.str.contains(YEAR)).max()
        if latest is not None:
            return int(str(latest)) - 1
    return tables.today.year if tables.today.month >= _JULY else tables.today.year - 1


def _age_for_grade(tables: Tables) -> Iterator[Places]:
    import polars as pl

    if not tables.has("users.csv", "grades") or not tables.has("demographics.csv", "birthDate"):
        return
    year = _autumn(tables)
    born = pl.col("birthDate").str.to_date("%Y-%m-%d", strict=False)
    grades = tables["users.csv"].select("sourcedId", pl.col("grades").str.split(",").list.first())
    people = tables["demographics.csv"].join(grades.unique("sourcedId"), on="sourcedId", how="left")
    wrong = born > tables.today
    for grade, (youngest, oldest) in _AGES.items():
        latest, earliest = date(year - youngest, 9, 1), date(year - oldest - 1, 9, 1)
        wrong = wrong | ((pl.col("grades") == grade) & ((born > latest) | (born <= earliest)))
    yield Places(
        "demographics.csv",
        "birthDate",
        people.filter(wrong).select("line", pl.col("birthDate").alias("value")).sort("line"),
        message="The birth date does not fit the student's grade.",
        hint="Look at the year of birth and at the grade.",
    )


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY
_WITH_DEMOGRAPHICS = {**NEEDS, "demographics.csv": ("sourcedId",)}

RULES = (
    SetRule(
        code="DDE701",
        name="teacher-without-email",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A homeroom teacher has no e-mail address",
        why="Teacher accounts are made for an e-mail address; without one the class has no teacher.",
        fix="Export the address that the teacher signs in with.",
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
        title="Two homeroom teachers have one e-mail address",
        why="An address is one account: one of the two would see the other's class.",
        fix="Give each teacher an own address; one person under two IDs must be one row.",
        bad=(
            AddRow("users.csv", 2, {"sourcedId": "T2", "username": "mlopez2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2", "primary": "false"}),
        ),
        at=(("users.csv", 5, "email"),),
        needs=NEEDS,
        find=_teachers_share_email,
    ),
    SetRule(
        code="DDE703",
        name="student-without-demographics",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A student in a homeroom has no demographics",
        why="The birth date comes from demographics.csv alone; the record would be incomplete.",
        fix="Export demographics for every student who is in a homeroom.",
        bad=(DropRow("demographics.csv", 3),),
        at=(("users.csv", 4, "sourcedId"),),
        needs=_WITH_DEMOGRAPHICS,
        find=_student_without_demographics,
    ),
    SetRule(
        code="DDE704",
        name="demographics-blank",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student's birth date or sex is blank",
        why="CLI Engage asks for both when a student is created by hand.",
        fix="Fill the value in where it is kept.",
        bad=(Cell("demographics.csv", 2, "birthDate", ""),),
        at=(("demographics.csv", 2, "birthDate"),),
        needs=_WITH_DEMOGRAPHICS,
        uses={"demographics.csv": ("birthDate", "sex")},
        find=_demographics_blank,
    ),
    SetRule(
        code="DDE706",
        name="age-for-grade",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A birth date does not fit the grade",
        why="One of the two is wrong, and both are kept in CLI Engage as they come.",
        fix="Mend the birth date or the grade where it is kept.",
        bad=(Cell("demographics.csv", 3, "birthDate", "2012-01-30"),),
        at=(("demographics.csv", 3, "birthDate"),),
        needs=_WITH_DEMOGRAPHICS,
        uses={
            "academicSessions.csv": ("schoolYear",),
            "users.csv": ("grades",),
            "demographics.csv": ("birthDate",),
        },
        find=_age_for_grade,
    ),
)

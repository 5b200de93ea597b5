"""DDE7xx: what CLI Engage needs to know of the students in homerooms: birth, sex, race, grade."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import and_, or_

from checks.example.changes import Cell, DropRow
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.blanks import blank_cells
from checks.rules.dates import YEAR
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.homerooms import NEEDS, placed
from checks.tables.references import OTHER_NAMES, is_unreadable, meant
from checks.tables.tables import Tables, as_day, as_text

_AGES = {"IT": (0, 3), "PR": (2, 5), "PK": (3, 6), "TK": (3, 7), "KG": (4, 7)}
"""Youngest and oldest age in whole years on 1 September for the grades of homerooms at CLI; a year of
slack on both sides of the usual ages (Texas: PK at 3 or 4, KG at 5)."""

_JULY = 7
_OLDEST = date(1900, 1, 1)

_RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
_SEVERAL = "demographicRaceTwoOrMoreRaces"
_FILE = "demographics.csv"


def _student_without_demographics(tables: Tables) -> Iterator[Places]:
    import polars as pl

    if (
        tables[_FILE].is_empty()
        or tables.modes.get(_FILE) == "delta"
        or is_unreadable(tables, _FILE, "sourcedId")
    ):
        return
    key = pl.col("sourcedId")
    lost = tables["users.csv"].filter(~key.is_in(tables[_FILE]["sourcedId"].implode())).filter(placed(tables))
    lost = lost.filter(~key.is_in([*tables.damaged_keys.get(_FILE, ()), *meant(tables, _FILE, "sourcedId")]))
    yield Places(
        "users.csv",
        "sourcedId",
        lost.select("line", key.alias("value")),
        message="This student in a homeroom has no row in demographics.csv.",
        hint="Export the student's birth date, sex, race and ethnicity too.",
    )


def _demographics_blank(tables: Tables) -> Iterator[Places]:
    for column in ("birthDate", "sex", "hispanicOrLatinoEthnicity"):
        is_required = tables.profile.file(_FILE).column(column).required
        if tables.has(_FILE, column) and not is_required:
            yield from blank_cells(
                _FILE,
                column,
                tables[_FILE].select("line", "sourcedId", column).filter(placed(tables)),
                who="a student in a homeroom",
                hint="CLI Engage asks for it when a student is created by hand.",
            )


def _grade_blank(tables: Tables) -> Iterator[Places]:
    yield from blank_cells(
        "users.csv",
        "grades",
        tables["users.csv"].select("line", "sourcedId", "grades").filter(placed(tables)),
        who="a student in a homeroom",
        hint="Write the grade of this school year, such as PK or KG.",
    )


def _autumn(tables: Tables) -> int:
    """Return the year in which the files' latest school year begins; without one, this autumn's."""
    import polars as pl

    if tables.has("academicSessions.csv", "schoolYear"):
        years = tables["academicSessions.csv"]["schoolYear"].cast(pl.String)
        latest = years.filter(years.str.contains(YEAR)).max()
        if latest is not None:
            return int(str(latest)) - 1
    return tables.today.year if tables.today.month >= _JULY else tables.today.year - 1


def _age_for_grade(tables: Tables) -> Iterator[Places]:
    """Ask for the grade only of those whose birth date does not fit every grade there is."""
    import polars as pl

    day, grade, year = pl.col("day"), pl.col("grade"), _autumn(tables)
    days = tables[_FILE].select(pl.col("birthDate").unique()).with_columns(day=as_day("birthDate"))
    is_future, is_ancient = day > tables.today, day < _OLDEST
    fits = {
        word: (day <= date(year - youngest, 9, 1)) & (day > date(year - oldest - 1, 9, 1))
        for word, (youngest, oldest) in _AGES.items()
    }
    first_grade = pl.col("grades").str.split(",").list.first().str.strip_chars()
    has_grades = tables.has("users.csv", "grades")
    cells = (
        tables["users.csv"].select(pl.col("grades").unique())
        if has_grades
        else pl.DataFrame({"grades": []}, schema={"grades": pl.String})
    )
    there = [word for word in cells.select(first_grade).to_series().unique() if word in fits]
    usual = reduce(and_, (fits[word] for word in there), pl.lit(value=True))
    odd = days.filter(day.is_not_null() & (is_future | is_ancient | ~usual))
    people = tables[_FILE].select("line", "sourcedId", "birthDate").join(odd, on="birthDate")
    if has_grades and there and len(people):
        users = tables["users.csv"].filter(pl.col("sourcedId").is_in(people["sourcedId"].implode()))
        grades = users.select("sourcedId", grade=first_grade).unique("sourcedId", keep="first")
        people = people.join(grades, on="sourcedId", how="left")
    else:
        people = people.with_columns(grade=pl.lit(""))
    no_fit = reduce(or_, ((grade == word) & ~fits[word] for word in there), pl.lit(value=False))
    for wrong, message, hint in (
        (is_future, "The birth date lies in the future.", "The year or the century was mistyped."),
        (is_ancient, "The birth date lies before 1900.", "The year or the century was mistyped."),
        (
            no_fit.fill_null(value=False) & ~is_future & ~is_ancient,
            "The birth date does not fit the student's grade.",
            "Look at the year of birth and at the grade.",
        ),
    ):
        places = people.filter(wrong).sort("line")
        yield Places(_FILE, "birthDate", places.select("line", value=as_text("birthDate")), message, hint)


def _race_flags(tables: Tables) -> Iterator[Hit]:
    import polars as pl

    students = tables[_FILE].filter(placed(tables))
    several, races = pl.col(_SEVERAL), [pl.col(race) for race in _RACES]
    count = pl.sum_horizontal((race == "true").cast(pl.UInt8) for race in races)
    is_blank = pl.all_horizontal(flag == "" for flag in (*races, several))
    contradicts = ((several == "false") & (count > 1)) | ((several == "true") & (count == 1))
    for test, column, message, hint in (
        (
            contradicts,
            _SEVERAL,
            "The flag for two or more races contradicts the flags of the races.",
            "It is true when two or more of the others are, and false when one is.",
        ),
        (
            is_blank,
            _RACES[0],
            "All flags for the race of a student are blank.",
            "Write true for each race the family named, and false for the others.",
        ),
    ):
        rows = students.filter(test).sort("line")
        if len(rows):
            line, value = rows.select("line", as_text(column)).row(0)
            yield Hit(_FILE, line, column, value, affected=len(rows), message=message, hint=hint)


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY
_WITH_DEMOGRAPHICS = {**NEEDS, _FILE: ("sourcedId",)}

RULES = (
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
        uses=OTHER_NAMES,
        find=_student_without_demographics,
    ),
    SetRule(
        code="DDE704",
        name="demographics-blank",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student's birth date, sex or ethnicity is blank",
        why="CLI Engage asks for them when a student is created by hand.",
        fix="Fill the value in where it is kept.",
        bad=(Cell("demographics.csv", 2, "birthDate", ""),),
        at=(("demographics.csv", 2, "birthDate"),),
        needs=_WITH_DEMOGRAPHICS,
        uses={"demographics.csv": ("birthDate", "sex", "hispanicOrLatinoEthnicity")},
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
        needs={**NEEDS, _FILE: ("sourcedId", "birthDate")},
        uses={"academicSessions.csv": ("schoolYear",), "users.csv": ("grades",)},
        find=_age_for_grade,
    ),
    SetRule(
        code="DDE710",
        name="race-flags",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="The flags for a student's race contradict each other, or are blank",
        why="CLI Engage keeps the race of a student; what it makes of such flags is not published.",
        fix="Export each flag as the family answered; the flag for several races follows from them.",
        bad=(
            Cell("demographics.csv", 2, "asian", "true"),
            Cell("demographics.csv", 2, "demographicRaceTwoOrMoreRaces", "false"),
        ),
        at=(("demographics.csv", 2, "demographicRaceTwoOrMoreRaces"),),
        needs={**NEEDS, _FILE: ("sourcedId", *_RACES, _SEVERAL)},
        find=_race_flags,
    ),
    SetRule(
        code="DDE711",
        name="grade-blank",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student in a homeroom has no grade",
        why="CLI Engage asks for the grade when a student is created, and it decides which measures apply.",
        fix="Export the grade of this school year for every student.",
        bad=(Cell("users.csv", 3, "grades", ""),),
        at=(("users.csv", 3, "grades"),),
        needs={**NEEDS, "users.csv": (*NEEDS["users.csv"], "grades")},
        find=_grade_blank,
    ),
)

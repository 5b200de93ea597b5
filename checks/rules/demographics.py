"""DDE7xx: demographics and grades of students in homerooms."""

from collections.abc import Iterator

from checks.example.changes import Cell, DropRow
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.blanks import blank_cells
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.homerooms import NEEDS, placed
from checks.tables.references import OTHER_NAMES, is_unreadable, meant
from checks.tables.suggestions import ASKED_FOR
from checks.tables.tables import Tables, as_text

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
    for column in ASKED_FOR:
        is_required = tables.profile.file(_FILE).column(column).required
        if tables.has(_FILE, column) and not is_required:
            yield from blank_cells(
                _FILE,
                column,
                tables[_FILE].select("line", "sourcedId", column).filter(placed(tables)),
                who="student in a homeroom",
                hint="Fill it in. CLI Engage asks for it when a student is created by hand.",
            )


def _grade_blank(tables: Tables) -> Iterator[Places]:
    yield from blank_cells(
        "users.csv",
        "grades",
        tables["users.csv"].select("line", "sourcedId", "grades").filter(placed(tables)),
        who="student in a homeroom",
        hint="Write this school year's grade, such as PK or KG.",
    )


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
            "The flag for two or more races contradicts the race flags.",
            "Write true if two or more race flags are true, and false if only one is.",
        ),
        (
            is_blank,
            _RACES[0],
            "All race flags of a student are blank.",
            "Write true for each race the family reported, and false for the others.",
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
        why="Birth dates come only from demographics.csv, so the record would be incomplete.",
        fix="Export demographics for every student in a homeroom.",
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
        fix="Fill in the value in your SIS.",
        bad=(Cell("demographics.csv", 2, "birthDate", ""),),
        at=(("demographics.csv", 2, "birthDate"),),
        needs=_WITH_DEMOGRAPHICS,
        uses={"demographics.csv": ("birthDate", "sex", "hispanicOrLatinoEthnicity")},
        find=_demographics_blank,
    ),
    SetRule(
        code="DDE710",
        name="race-flags",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student's race flags are contradictory or blank",
        why="CLI Engage stores a student's race; how it handles such flags is not published.",
        fix="Export each flag as the family reported it. The flag for two or more races follows from them.",
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
        fix="Export this school year's grade for every student.",
        bad=(Cell("users.csv", 3, "grades", ""),),
        at=(("users.csv", 3, "grades"),),
        needs={**NEEDS, "users.csv": (*NEEDS["users.csv"], "grades")},
        find=_grade_blank,
    ),
)

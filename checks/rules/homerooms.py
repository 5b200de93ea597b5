"""DDE6xx: homerooms: whether there are any, at which schools, with which teachers and students."""

from collections.abc import Iterator

from checks.example.changes import AddRow, Cell, DropRow
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.enrollments import DATES, is_empty, is_over
from checks.tables.grades import above_kindergarten
from checks.tables.homerooms import NEEDS, homerooms, is_mostly_over, is_whole, placed, possible_members
from checks.tables.references import OTHER_NAMES, is_unreadable, meant
from checks.tables.tables import Tables


def _no_homeroom(tables: Tables) -> Iterator[Hit]:
    types = tables["classes.csv"]["classType"]
    words = {word.lower() for word in types.unique() if word}
    if words and "homeroom" not in words:
        yield Hit(
            "classes.csv",
            column="classType",
            affected=len(tables["classes.csv"]),
            message="No class is a homeroom, so CLI Engage would create nothing.",
            hint="Find out how your SIS marks homerooms and map that to classType homeroom.",
        )


def _room_without(tables: Tables, role: str, message: str, hint: str) -> Iterator[Places]:
    import polars as pl

    column = ("enrollments.csv", "classSourcedId")
    if not is_whole(tables, "enrollments.csv") or is_unreadable(tables, *column):
        return
    room = pl.col("sourcedId")
    rows = possible_members(tables, role)
    there = rows.filter(~is_over(rows, tables.today) | is_empty(rows))["classSourcedId"]
    empty = homerooms(tables).filter(
        ~room.is_in(there.implode()) & ~room.is_in(meant(tables, *column).implode())
    )
    had = room.is_in(rows["classSourcedId"].implode())
    over = empty.filter(had & pl.lit(not is_mostly_over(tables)))
    for these, words in (
        (empty.filter(~had), message),
        (over, f"The enrollment of every {role} of this homeroom is over."),
    ):
        yield Places("classes.csv", "sourcedId", these.select("line", room.alias("value")), words, hint)


def _room_without_teacher(tables: Tables) -> Iterator[Places]:
    return _room_without(
        tables,
        "teacher",
        "No teacher is enrolled in this homeroom.",
        "Enroll the teacher of record with role teacher and primary true.",
    )


def _room_without_students(tables: Tables) -> Iterator[Places]:
    return _room_without(
        tables,
        "student",
        "No student is enrolled in this homeroom.",
        "Check its enrollments, or leave the class out until it has students.",
    )


def _ignored(tables: Tables) -> Iterator[Hit]:
    import polars as pl

    others = tables["classes.csv"].filter(pl.col("classType") == "scheduled")
    if len(others) and not homerooms(tables).is_empty():
        yield Hit(
            "classes.csv",
            others["line"].sort().item(0),
            "classType",
            affected=len(others),
            message="Classes that are not homerooms will be ignored.",
            hint="Nothing to do, unless one of them should be a homeroom.",
        )


def _school_without(tables: Tables) -> Iterator[Places]:
    import polars as pl

    school = pl.col("sourcedId")
    schools = tables["orgs.csv"].filter(pl.col("type") == "school").filter(school.is_first_distinct())
    theirs = homerooms(tables)["schoolSourcedId"]
    is_certain = is_whole(tables, "classes.csv") and theirs.is_in(schools["sourcedId"].implode()).all()
    if theirs.is_empty() or not is_certain:
        return
    others = theirs.n_unique()
    have = f"{others} others have {len(theirs)}" if others > 1 else f"another one has {len(theirs)}"
    yield Places(
        "orgs.csv",
        "sourcedId",
        schools.filter(~school.is_in(theirs.implode())).select("line", school.alias("value")),
        message=f"This school has no homeroom, while {have}.",
        hint="Nothing to do if it has no pre-K or kindergarten. Otherwise check how it marks homerooms.",
    )


def _beyond_kindergarten(tables: Tables) -> Iterator[Hit]:
    for file, people, whose in (
        ("classes.csv", homerooms(tables), "A homeroom"),
        ("users.csv", tables["users.csv"], "A student in a homeroom"),
    ):
        if "grades" not in people.columns:
            continue
        rows = people.filter(above_kindergarten(tables, file, every=False))
        if file == "users.csv":
            rows = rows.filter(placed(tables))
        if len(rows):
            first = rows.sort("line").row(0, named=True)
            yield Hit(
                file,
                first["line"],
                "grades",
                first["grades"],
                affected=len(rows),
                message=f"{whose} has a grade above kindergarten.",
                hint="CLI Engage serves pre-K and kindergarten. Ask CLI whether it wants other grades.",
            )


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY

RULES = (
    SetRule(
        code="DDE601",
        name="no-homeroom",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="No class is a homeroom",
        why="CLI Engage creates only homeroom classes, so it would create nothing.",
        fix="Map what marks a homeroom in your SIS (attendance period, course number) to homeroom.",
        bad=(Cell("classes.csv", 2, "classType", "scheduled"),),
        at=(("classes.csv", None, "classType"),),
        needs={"classes.csv": ("classType",)},
        find=_no_homeroom,
    ),
    SetRule(
        code="DDE604",
        name="homeroom-without-teacher",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A homeroom has no teacher",
        why="Without a teacher of record, no one can see the class in CLI Engage.",
        fix="Enroll the teacher of record in the class.",
        bad=(DropRow("enrollments.csv", 2),),
        at=(("classes.csv", 2, "sourcedId"),),
        needs=NEEDS,
        uses={**OTHER_NAMES, "enrollments.csv": DATES},
        find=_room_without_teacher,
    ),
    SetRule(
        code="DDE606",
        name="class-ignored",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="Classes are not homerooms",
        why="CLI Engage creates only homeroom classes and ignores these with their enrollments.",
        fix="Nothing to do, unless one of them should be a homeroom.",
        bad=(AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "MUS", "classType": "scheduled"}),),
        at=(("classes.csv", 3, "classType"),),
        needs=NEEDS,
        find=_ignored,
    ),
    SetRule(
        code="DDE607",
        name="homeroom-without-students",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom has no students",
        why="An empty class is rarely intended. Its students may be enrolled in another class.",
        fix="Check whether students or enrollments are missing from the export.",
        bad=(
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
        ),
        at=(("classes.csv", 3, "sourcedId"),),
        needs=NEEDS,
        uses={**OTHER_NAMES, "enrollments.csv": DATES},
        find=_room_without_students,
    ),
    SetRule(
        code="DDE608",
        name="school-without-homeroom",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="A school has no homeroom",
        why="CLI Engage creates only homeroom classes, so it would create none for this school.",
        fix="Nothing to do if the school has no pre-K or kindergarten. Otherwise mark its homerooms.",
        bad=(
            AddRow("orgs.csv", 3, {"sourcedId": "057950102", "name": "Live Oak", "identifier": "057950102"}),
        ),
        at=(("orgs.csv", 4, "sourcedId"),),
        needs={**NEEDS, "orgs.csv": ("sourcedId", "type")},
        find=_school_without,
    ),
    SetRule(
        code="DDE609",
        name="grade-outside-range",
        severity=Severity.INFO,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom is above kindergarten",
        why="CLI Engage is for pre-K and kindergarten, but it would create other homerooms too.",
        fix="Export only pre-K and kindergarten homerooms, unless CLI wants the others.",
        bad=(Cell("classes.csv", 2, "grades", "02"),),
        at=(("classes.csv", 2, "grades"),),
        needs=NEEDS,
        uses={"classes.csv": ("grades",), "users.csv": ("grades",)},
        find=_beyond_kindergarten,
    ),
)

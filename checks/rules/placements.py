"""DDE6xx: enrollments in homerooms: students with none or several, and primary teachers."""

from collections.abc import Iterator

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.enrollments import overlapping
from checks.tables.grades import above_kindergarten
from checks.tables.homerooms import NEEDS, homerooms, members, without_homeroom
from checks.tables.references import OTHER_NAMES
from checks.tables.tables import Tables, as_day


def _student_without(tables: Tables) -> Iterator[Places]:
    """Report students without any enrollment; those above kindergarten are left out as they should be."""
    if homerooms(tables).is_empty():
        return
    left_out = without_homeroom(tables)
    if "grades" in left_out.columns:
        left_out = left_out.filter(~above_kindergarten(tables, "users.csv"))
    yield Places(
        "users.csv",
        "sourcedId",
        left_out.select("line", value="sourcedId"),
        message="This student is not enrolled in a homeroom and will not be created.",
        hint="Enroll the student in a homeroom, or leave the student out of every file.",
    )


def _student_in_several(tables: Tables) -> Iterator[Places]:
    import polars as pl

    enrolled = members(tables, "student").filter(pl.col("userSourcedId").is_duplicated())
    if "endDate" in enrolled.columns:
        has_ended = as_day("endDate") <= tables.today
        enrolled = enrolled.filter(~has_ended.fill_null(value=False))
    together = overlapping(enrolled, ["userSourcedId"])
    rooms = together.unique(["overlap", "classSourcedId"], keep="first", maintain_order=True)
    again = rooms.filter(~pl.col("overlap").is_first_distinct())
    yield Places(
        "enrollments.csv",
        "userSourcedId",
        again.select("line", pl.col("userSourcedId").alias("value")),
        message="This student is enrolled in another homeroom at the same time.",
        hint="End the enrollment in the homeroom the student has left.",
    )


def _primary_teachers(tables: Tables) -> Iterator[Places]:
    import polars as pl

    room, is_primary = "classSourcedId", pl.col("primary") == "true"
    teachers = members(tables, "teacher").filter(pl.col(room).is_duplicated())
    chosen = overlapping(teachers.filter(is_primary), [room])
    together = overlapping(teachers, [room]).group_by("overlap", room)
    people = pl.col("userSourcedId").n_unique()
    several = chosen.group_by("overlap", room).agg(people).filter(pl.col("userSourcedId") > 1)
    none = together.agg(people, is_primary.any()).filter((pl.col("userSourcedId") > 1) & ~pl.col("primary"))
    for wrong, message in (
        (several, "This homeroom has several primary teachers at the same time."),
        (none, "This homeroom has several teachers, but none is primary."),
    ):
        rooms = homerooms(tables).filter(pl.col("sourcedId").is_in(wrong[room].implode()))
        yield Places(
            "classes.csv",
            "sourcedId",
            rooms.select("line", pl.col("sourcedId").alias("value")),
            message=message,
            hint="Set primary to true for the teacher of record and to false for the others.",
        )


def _primary_others(tables: Tables) -> Iterator[Hit]:
    import polars as pl

    words = tables.profile.file("enrollments.csv").column("role").vocabulary
    others = tables["enrollments.csv"].filter((pl.col("primary") == "true") & (pl.col("role") != "teacher"))
    rows = others.filter(pl.col("role").is_in(words))
    for role, line, many in (
        rows.group_by("role").agg(pl.col("line").min(), pl.len()).sort("line").iter_rows()
    ):
        yield Hit(
            "enrollments.csv",
            line,
            "primary",
            "true",
            affected=many,
            message=f"primary is true for the role {role}, but it is only for teachers.",
            hint="Write false. It marks the teacher of record, not a student's main class.",
        )


_INITIAL, _QUALITY = Review.INITIAL, Review.QUALITY

RULES = (
    SetRule(
        code="DDE602",
        name="student-without-homeroom",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="A student is not enrolled in a homeroom",
        why="CLI Engage creates only students who are enrolled in a homeroom class.",
        fix="Enroll the student in a homeroom, or leave out students CLI does not serve.",
        bad=(AddRow("users.csv", 4, {"sourcedId": "S3", "username": "s007217", "identifier": "007217"}),),
        at=(("users.csv", 5, "sourcedId"),),
        needs=NEEDS,
        uses={**OTHER_NAMES, "users.csv": (*OTHER_NAMES["users.csv"], "grades")},
        find=_student_without,
    ),
    SetRule(
        code="DDE603",
        name="student-in-several-homerooms",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student is enrolled in several homerooms",
        why="A student belongs on one teacher's roster. CLI Engage may show the wrong one.",
        fix="End the enrollment in the homeroom the student has left.",
        bad=(
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
            AddRow("enrollments.csv", 3, {"sourcedId": "E5", "classSourcedId": "C2"}),
        ),
        at=(("enrollments.csv", 6, "userSourcedId"),),
        needs=NEEDS,
        uses={"enrollments.csv": ("beginDate", "endDate")},
        find=_student_in_several,
    ),
    SetRule(
        code="DDE605",
        name="primary-teacher-unclear",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom has several teachers, no clear primary one",
        why="A class has one teacher of record. Which of several CLI Engage picks is not published.",
        fix="Set primary to true for exactly one teacher of the class.",
        bad=(
            AddRow(
                "users.csv",
                2,
                {
                    "sourcedId": "T2",
                    "username": "jchen",
                    "identifier": "10022",
                    "email": "jchen@bluebonnet.example",
                },
            ),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2"}),
        ),
        at=(("classes.csv", 2, "sourcedId"),),
        needs={**NEEDS, "enrollments.csv": (*NEEDS["enrollments.csv"], "primary")},
        uses={"enrollments.csv": ("beginDate", "endDate")},
        find=_primary_teachers,
    ),
    SetRule(
        code="DDE610",
        name="primary-not-a-teacher",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.STANDARD,
        title="A person who is not a teacher is marked primary",
        why="The flag marks the teacher of record. On others, it hides who that is.",
        fix="Set primary to true only for the teacher of record.",
        bad=(Cell("enrollments.csv", 3, "primary", "true"),),
        at=(("enrollments.csv", 3, "primary"),),
        needs={"enrollments.csv": ("role", "primary")},
        find=_primary_others,
    ),
)

"""DDE6xx: homerooms, their students and teachers, as CLI Engage uses them."""

from collections.abc import Iterator

from checks.example.changes import AddRow, Cell, DropRow
from checks.finding import Review, Severity
from checks.homerooms import NEEDS, homerooms, members, possible_members, students
from checks.profile import Basis
from checks.rules.rule import Hit, Places, SetRule
from checks.tables import Tables


def _none_at_all(tables: Tables) -> Iterator[Hit]:
    types = tables["classes.csv"]["classType"]
    words = {word.lower() for word in types.unique() if word}
    if words and "homeroom" not in words:
        yield Hit(
            "classes.csv",
            column="classType",
            affected=len(tables["classes.csv"]),
            message="No class is a homeroom, so CLI Engage would create nothing.",
            hint="Find out how your system marks a homeroom and map it to classType homeroom.",
        )


def _student_without(tables: Tables) -> Iterator[Places]:
    import polars as pl

    if homerooms(tables).is_empty() or not _enrollments_are_whole(tables):
        return
    placed = possible_members(tables, "student")["userSourcedId"]
    left_out = students(tables).filter(~pl.col("sourcedId").is_in(placed.implode()))
    yield Places(
        "users.csv",
        "sourcedId",
        left_out.select("line", pl.col("sourcedId").alias("value")),
        message="This student is enrolled in no homeroom and will not be created.",
        hint="Enroll the student in a homeroom class, or leave the row out.",
    )


def _enrollments_are_whole(tables: Tables) -> bool:
    """Whether there are enrollments and none is damaged, so that a missing one is really missing."""
    return len(tables["enrollments.csv"]) > 0 and not tables.damaged_keys.get("enrollments.csv")


def _student_in_several(tables: Tables) -> Iterator[Places]:
    import polars as pl

    enrolled = members(tables, "student")
    if "endDate" in enrolled.columns:
        has_ended = pl.col("endDate").str.to_date("%Y-%m-%d", strict=False) <= tables.today
        enrolled = enrolled.filter(~has_ended.fill_null(value=False))
    pairs = enrolled.unique(["classSourcedId", "userSourcedId"], keep="first")
    again = pairs.sort("line").filter(~pl.col("userSourcedId").is_first_distinct())
    yield Places(
        "enrollments.csv",
        "userSourcedId",
        again.select("line", pl.col("userSourcedId").alias("value")),
        message="This student is enrolled in another homeroom too.",
        hint="End the enrollment in the homeroom the student has left.",
    )


def _room_without(tables: Tables, role: str, message: str, hint: str) -> Iterator[Places]:
    import polars as pl

    staffed = possible_members(tables, role)["classSourcedId"]
    empty = homerooms(tables).filter(~pl.col("sourcedId").is_in(staffed.implode()))
    if _enrollments_are_whole(tables):
        yield Places(
            "classes.csv",
            "sourcedId",
            empty.select("line", pl.col("sourcedId").alias("value")),
            message=message,
            hint=hint,
        )


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
        "Leave the class out until it has students.",
    )


def _primary_teachers(tables: Tables) -> Iterator[Places]:
    import polars as pl

    if not tables.has("enrollments.csv", "primary"):
        return
    teachers = members(tables, "teacher").sort("line")
    chosen = teachers.group_by("classSourcedId", maintain_order=True).agg(
        (pl.col("primary") == "true").sum().alias("chosen"),
        pl.len().alias("teachers"),
        pl.col("line").first(),
    )
    wrong = chosen.filter((pl.col("chosen") != 1) & ~((pl.col("chosen") == 0) & (pl.col("teachers") == 1)))
    rooms = homerooms(tables).join(wrong.drop("line"), left_on="sourcedId", right_on="classSourcedId")
    yield Places(
        "classes.csv",
        "sourcedId",
        rooms.select("line", pl.col("sourcedId").alias("value")).sort("line"),
        message="This homeroom has several teachers, and not exactly one of them is primary.",
        hint="Mark the teacher of record with primary true and the others with false.",
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
            message="Classes that are no homeroom will be ignored.",
            hint="Nothing to do, unless one of them should be a homeroom.",
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
        why="CLI Engage creates homeroom classes only: it would create nothing at all.",
        fix="Map what marks a homeroom in your system (attendance period, course number) to homeroom.",
        bad=(Cell("classes.csv", 2, "classType", "scheduled"),),
        at=(("classes.csv", None, "classType"),),
        needs={"classes.csv": ("classType",)},
        find=_none_at_all,
    ),
    SetRule(
        code="DDE602",
        name="student-without-homeroom",
        severity=Severity.ERROR,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="A student is enrolled in no homeroom",
        why="CLI Engage creates only students who are enrolled in a homeroom class.",
        fix="Enroll the student in a homeroom, or leave out students that CLI does not serve.",
        bad=(AddRow("users.csv", 4, {"sourcedId": "S3", "username": "s007217", "identifier": "007217"}),),
        at=(("users.csv", 5, "sourcedId"),),
        needs=NEEDS,
        find=_student_without,
    ),
    SetRule(
        code="DDE603",
        name="student-in-several-homerooms",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A student is enrolled in several homerooms",
        why="A child belongs to one teacher's roster; CLI Engage may show the wrong one.",
        fix="End the enrollment in the homeroom that the student has left.",
        bad=(
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
            AddRow("enrollments.csv", 3, {"sourcedId": "E5", "classSourcedId": "C2"}),
        ),
        at=(("enrollments.csv", 6, "userSourcedId"),),
        needs=NEEDS,
        uses={"enrollments.csv": ("endDate",)},
        find=_student_in_several,
    ),
    SetRule(
        code="DDE604",
        name="homeroom-without-teacher",
        severity=Severity.WARNING,
        review=_INITIAL,
        basis=Basis.ASSUMED,
        title="A homeroom has no teacher",
        why="Without a teacher of record nobody can see the class in CLI Engage.",
        fix="Enroll the teacher of record in the class.",
        bad=(DropRow("enrollments.csv", 2),),
        at=(("classes.csv", 2, "sourcedId"),),
        needs=NEEDS,
        find=_room_without_teacher,
    ),
    SetRule(
        code="DDE605",
        name="primary-teacher-unclear",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="A homeroom has several teachers and no clear primary one",
        why="One teacher of record has the class; which of several CLI Engage takes is not published.",
        fix="Mark exactly one teacher of the class with primary true.",
        bad=(
            AddRow(
                "users.csv", 2, {"sourcedId": "T2", "username": "jchen", "email": "jchen@bluebonnet.example"}
            ),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "userSourcedId": "T2"}),
        ),
        at=(("classes.csv", 2, "sourcedId"),),
        needs=NEEDS,
        uses={"enrollments.csv": ("primary",)},
        find=_primary_teachers,
    ),
    SetRule(
        code="DDE606",
        name="class-ignored",
        severity=Severity.INFO,
        review=_INITIAL,
        basis=Basis.PUBLISHED,
        title="Classes that are no homeroom",
        why="CLI Engage creates homeroom classes only; these and their enrollments are ignored.",
        fix="Nothing, unless one of them should be a homeroom.",
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
        why="An empty class is rarely meant; its students may be enrolled elsewhere.",
        fix="Look whether students are missing from the export.",
        bad=(
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
        ),
        at=(("classes.csv", 3, "sourcedId"),),
        needs=NEEDS,
        find=_room_without_students,
    ),
)

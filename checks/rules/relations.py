"""DDE503, DDE504, DDE505, DDE507: references to a row that exists but does not fit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec
from checks.rules.rule import Hit, Places, SetRule
from checks.tables.homerooms import NEEDS, contradicted
from checks.tables.references import reference_columns, referring
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl


def misfits(tables: Tables, column: ColumnSpec) -> "pl.Series":
    """Return the sourcedIds of rows whose type is valid but not one the column may refer to."""
    import polars as pl

    rows = tables[column.references]
    if not column.of_type or "type" not in rows.columns:
        return rows["sourcedId"].clear()
    words = tables.profile.file(column.references).column("type").vocabulary
    others = [word for word in words if word not in column.of_type]
    return rows.filter(pl.col("type").is_in(others))["sourcedId"]


def _school_differs(tables: Tables) -> Iterator[Places]:
    import polars as pl

    here, there = pl.col("schoolSourcedId"), pl.col("school")
    schools = tables["classes.csv"].select("sourcedId", school="schoolSourcedId").unique("sourcedId")
    rows = tables["enrollments.csv"].select("line", "classSourcedId", "schoolSourcedId")
    rows = rows.join(schools, left_on="classSourcedId", right_on="sourcedId").filter(here != there)
    rows = rows.filter((here != "") & (there != ""))
    if tables.has("orgs.csv", "sourcedId"):
        column = tables.profile.file("enrollments.csv").column("schoolSourcedId")
        orgs = tables["orgs.csv"].filter(~pl.col("sourcedId").is_in(misfits(tables, column).implode()))
        known = orgs["sourcedId"].implode()
        rows = rows.filter(here.is_in(known) & there.is_in(known))
    first = here.sort_by("line").first().alias("value")
    classes = rows.group_by("classSourcedId").agg(pl.col("line").min(), first, affected=pl.len())
    yield Places(
        "enrollments.csv",
        "schoolSourcedId",
        classes.select("line", "value", "affected").sort("line"),
        message="This enrollment has a different school than its class.",
        hint="Check which schoolSourcedId is right: the one of the class or of the enrollment.",
    )


def _of_another_type(tables: Tables) -> Iterator[Places]:
    import polars as pl

    parts = []
    for order, (spec, column) in enumerate(reference_columns(tables)):
        wrong = misfits(tables, column)
        if wrong.is_empty():
            continue
        rows = referring(tables, spec.name, column, pl.col("value").is_in(wrong.implode()))
        causes = rows.group_by("value").agg(pl.col("line").min(), rows=pl.col("line").n_unique())
        parts.append(
            causes.with_columns(
                order=pl.lit(order),
                file=pl.lit(spec.name),
                column=pl.lit(column.name),
                target=pl.lit(column.references),
                type=pl.lit(" or ".join(column.of_type)),
            )
        )
    if not parts:
        return
    found = pl.concat(parts).sort("order", "line").group_by("target", "value", maintain_order=True)
    firsts = found.agg(pl.col("file", "column", "type", "line").first(), affected=pl.col("rows").sum())
    for key, places in firsts.group_by("file", "column", "target", "type", maintain_order=True):
        file, name, target, type_ = map(str, key)
        yield Places(
            file,
            name,
            places.select("line", "value", "affected"),
            message=f"{name} must refer to a {type_}, but this row of {target} has another type.",
            hint=f"Refer to the {type_}, or correct the type in {target}.",
        )


def _parent_cycle(tables: Tables) -> Iterator[Hit]:
    for spec, column in reference_columns(tables):
        if column.references != spec.name or column.list:
            continue
        for cycle in _cycles(tables, spec.name, column.name):
            line, value = min(cycle)
            yield Hit(
                spec.name,
                line,
                column.name,
                value,
                affected=len(cycle),
                message=f"Following {column.name} from this row leads back to it.",
                hint="Correct the parent. The topmost row has a blank parent.",
            )


def _cycles(tables: Tables, file: str, parent: str) -> Iterator[list[tuple[int, str]]]:
    """Yield `line` and parent of the rows of each cycle; rows that are no one's parent are skipped."""
    import polars as pl

    rows = tables[file].filter(pl.col("sourcedId").is_first_distinct() & (pl.col(parent) != ""))
    rows = rows.filter(pl.col("sourcedId").is_in(rows[parent].implode()))
    up = {key: (line, above) for line, key, above in rows.select("line", "sourcedId", parent).iter_rows()}
    seen: set[str] = set()
    for start in up:
        path: dict[str, int] = {}
        at = start
        while at in up and at not in seen:
            seen.add(at)
            path[at] = len(path)
            at = up[at][1]
        if at in path:
            yield [up[key] for key, place in path.items() if place >= path[at]]


def _role_contradicts(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for role, other in (("student", "not a student"), ("teacher", "a student or a relative")):
        people = contradicted(tables, role).group_by("userSourcedId")
        first = people.agg(pl.col("line").min(), affected=pl.len()).with_columns(value=pl.lit(role))
        yield Places(
            "enrollments.csv",
            "role",
            first.select("line", "value", "affected").sort("line"),
            message=f"This person is enrolled as a {role} but is {other} in users.csv.",
            hint="Correct the role here or in users.csv, whichever is wrong.",
        )


_OAK = "057950102"

RULES = (
    SetRule(
        code="DDE503",
        name="enrollment-school-differs",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="An enrollment and its class have different schools",
        why="The student may end up at the wrong school, or at none.",
        fix="Use the school where the class is held in both.",
        bad=(
            AddRow("orgs.csv", 3, {"sourcedId": _OAK, "name": "Live Oak Elementary", "identifier": _OAK}),
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "schoolSourcedId": _OAK}),
            AddRow(
                "enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2", "schoolSourcedId": _OAK}
            ),
            Cell("enrollments.csv", 4, "classSourcedId", "C2"),
        ),
        at=(("enrollments.csv", 4, "schoolSourcedId"),),
        needs={
            "classes.csv": ("sourcedId", "schoolSourcedId"),
            "enrollments.csv": ("classSourcedId", "schoolSourcedId"),
        },
        uses={"orgs.csv": ("type",)},
        find=_school_differs,
    ),
    SetRule(
        code="DDE504",
        name="reference-of-wrong-type",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A reference points to a row of the wrong type",
        why="A class needs a school, and a course a school year. It can't be placed without one.",
        fix="Refer to a row of the right type, or correct the type of that row.",
        bad=(Cell("classes.csv", 2, "schoolSourcedId", "057950"),),
        at=(("classes.csv", 2, "schoolSourcedId"),),
        uses={"orgs.csv": ("type",), "academicSessions.csv": ("type",)},
        find=_of_another_type,
    ),
    SetRule(
        code="DDE505",
        name="parent-cycle",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A row is its own parent",
        why="Following the parents never ends, so the whole branch can't be loaded.",
        fix="Correct the parent in your SIS. The district and the school year have none.",
        bad=(Cell("orgs.csv", 2, "parentSourcedId", "057950101"),),
        at=(("orgs.csv", 2, "parentSourcedId"),),
        find=_parent_cycle,
    ),
    SetRule(
        code="DDE507",
        name="role-contradicts",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A person's role in a homeroom contradicts users.csv",
        why="A student can't teach a class, nor a teacher be a student in it. CLI Engage may create neither.",
        fix="Correct the role in users.csv or enrollments.csv, whichever is wrong.",
        bad=(Cell("enrollments.csv", 3, "role", "teacher"),),
        at=(("enrollments.csv", 3, "role"),),
        needs=NEEDS,
        find=_role_contradicts,
    ),
)

"""Reference sets of any size, the same from the same seed: clean, or with a share of the cells broken.

    python tests/benchmarks/reference_set.py 200000 /tmp/set --broken 0.3

All fields are quoted. A student has a homeroom and five other classes, three in four have a guardian among
the users; so 200,000 students make 1.2 million enrollments and 1.8 million lines in all. Children are invented
some at a time and appended to the files, so that a set of any size needs the memory of a small one.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from checks.example.tiny import manifest
from checks.profile.model import ColumnSpec, Type
from checks.rules.choices import load_profile

PROFILE = load_profile("cli-engage")
PER_ROOM, OTHER_CLASSES, PER_SCHOOL, AT_ONCE = 20, 5, 600, 50_000
YEAR, BEGIN, END = "SY2027", "2026-08-12", "2027-05-28"
WRONG = {
    Type.ENUM: "Wrong",
    Type.BOOLEAN: "Yes",
    Type.DATE: "8/14/2020",
    Type.DATETIME: "8/14/2020 9:00",
    Type.YEAR: "27",
    Type.GRADE: "K",
    Type.EMAIL: "nobody@nowhere",
    Type.STRING: " ",
}
"""What a broken cell holds instead of its value; an ID gets a sign that no ID may have."""

Part = tuple[str, pl.DataFrame]
"""Rows for the end of a file; a column that is left out is blank."""


def parts(students: int, seed: int) -> Iterator[Part]:
    """Yield the rows of a set without a fault, file by file and some children at a time."""
    rng = np.random.default_rng(seed)
    schools, rooms = max(1, students // PER_SCHOOL), max(1, students // PER_ROOM)
    others = max(OTHER_CLASSES, 2 * rooms // schools) * schools
    yield from frame_of_the_year(schools)
    yield from teachers_and_classes(schools, rooms, others)
    for first in range(0, students, AT_ONCE):
        count = min(AT_ONCE, students - first)
        given = rng.choice(["Ann", "Ben", "Carla", "Dee, J.", "José"], count, p=[0.3, 0.3, 0.3, 0.08, 0.02])
        children = pl.DataFrame(
            {
                "n": np.arange(first, first + count),
                "given": given,
                "born": rng.integers(0, 300, count),
                "male": rng.random(count) < 0.5,
            }
        )
        room = pl.col("n") % rooms
        children = children.with_columns(
            room=room, id=number("S", pl.col("n")), school=school(room, schools), guardian=pl.col("n") % 4 > 0
        )
        yield from people(children)
        yield "demographics.csv", demographics(children)
        yield from enrollments(children, schools, others)
    names = {spec.name: [] for spec in PROFILE.tables}
    yield "manifest.csv", pl.DataFrame(manifest(names))


def frame_of_the_year(schools: int) -> Iterator[Part]:
    yield (
        "academicSessions.csv",
        pl.DataFrame(
            {
                "sourcedId": [YEAR],
                "title": ["2026-2027"],
                "type": ["schoolYear"],
                "startDate": [BEGIN],
                "endDate": [END],
                "schoolYear": ["2027"],
            }
        ),
    )
    district = {"sourcedId": "057950", "name": "Bluebonnet ISD", "type": "district", "parentSourcedId": ""}
    yield "orgs.csv", pl.DataFrame([district])
    yield (
        "orgs.csv",
        pl.DataFrame({"n": np.arange(schools)}).select(
            sourcedId=school(pl.col("n"), schools),
            name=pl.format("School {}", "n"),
            type=pl.lit("school"),
            parentSourcedId=pl.lit("057950"),
        ),
    )
    course = {"sourcedId": "PK101", "title": "Prekindergarten", "orgSourcedId": "057950", "grades": "PK"}
    yield "courses.csv", pl.DataFrame([{**course, "schoolYearSourcedId": YEAR}])


def teachers_and_classes(schools: int, rooms: int, others: int) -> Iterator[Part]:
    room = pl.DataFrame({"n": np.arange(rooms)}).with_columns(
        id=number("T", pl.col("n")), school=school(pl.col("n"), schools)
    )
    yield (
        "users.csv",
        room.select(
            sourcedId="id",
            enabledUser=pl.lit("true"),
            orgSourcedIds="school",
            role=pl.lit("teacher"),
            username=pl.col("id").str.to_lowercase(),
            givenName=pl.lit("Maria"),
            familyName=pl.format("O'Quinn {}", "id"),
            identifier="id",
            email=pl.format("{}@bluebonnet.example", "id"),
        ),
    )
    for letter, kind, count in (("C", "homeroom", rooms), ("M", "scheduled", others)):
        yield (
            "classes.csv",
            pl.DataFrame({"n": np.arange(count)})
            .with_columns(id=number(letter, pl.col("n")))
            .select(
                sourcedId="id",
                title=pl.format("Class {}", "id"),
                grades=pl.lit("PK"),
                courseSourcedId=pl.lit("PK101"),
                classCode="id",
                classType=pl.lit(kind),
                schoolSourcedId=school(pl.col("n"), schools),
                termSourcedIds=pl.lit(YEAR),
            ),
        )
    yield (
        "enrollments.csv",
        room.select(
            sourcedId=pl.format("E-{}", "id"),
            classSourcedId=number("C", pl.col("n")),
            schoolSourcedId="school",
            userSourcedId="id",
            role=pl.lit("teacher"),
            primary=pl.lit("true"),
            beginDate=pl.lit(BEGIN),
            endDate=pl.lit(END),
        ),
    )


def people(children: pl.DataFrame) -> Iterator[Part]:
    parent = number("P", pl.col("n"))
    yield (
        "users.csv",
        children.select(
            sourcedId="id",
            enabledUser=pl.lit("true"),
            orgSourcedIds=pl.format("{},057950", "school"),
            role=pl.lit("student"),
            username=pl.col("id").str.to_lowercase(),
            givenName="given",
            familyName=pl.format("O'Quinn {}", "id"),
            identifier="id",
            agentSourcedIds=pl.when("guardian").then(parent).otherwise(pl.lit("")),
            grades=pl.lit("PK"),
        ),
    )
    yield (
        "users.csv",
        children.filter("guardian").select(
            sourcedId=parent,
            enabledUser=pl.lit("true"),
            orgSourcedIds="school",
            role=pl.lit("guardian"),
            username=parent.str.to_lowercase(),
            givenName=pl.lit("Sam"),
            familyName=pl.format("O'Quinn {}", "id"),
            identifier=parent,
            email=pl.format("{}@home.example", parent),
            phone=pl.format("512555{}", (pl.col("n") % 10_000).cast(pl.String).str.zfill(4)),
        ),
    )


def demographics(children: pl.DataFrame) -> pl.DataFrame:
    white = pl.col("n") % 3 == 0
    no = pl.lit("false")
    return children.select(
        sourcedId="id",
        birthDate=(pl.date(2022, 1, 1) - pl.duration(days="born") + pl.duration(days=200)).dt.to_string(
            "%Y-%m-%d"
        ),
        sex=pl.when("male").then(pl.lit("male")).otherwise(pl.lit("female")),
        americanIndianOrAlaskaNative=no,
        asian=truth(~white),
        blackOrAfricanAmerican=no,
        nativeHawaiianOrOtherPacificIslander=no,
        white=truth(white),
        demographicRaceTwoOrMoreRaces=no,
        hispanicOrLatinoEthnicity=no,
    )


def enrollments(children: pl.DataFrame, schools: int, others: int) -> Iterator[Part]:
    """Every child in its homeroom and in some of the other classes of the same school."""
    n, its_school = pl.col("n"), pl.col("room") % schools
    turns = [(n * 7 + turn) % (others // schools) * schools + its_school for turn in range(OTHER_CLASSES)]
    classes = (number("C", pl.col("room")), *(number("M", turn) for turn in turns))
    for turn, class_ in enumerate(classes):
        yield (
            "enrollments.csv",
            children.select(
                sourcedId=pl.format(f"E{turn}-{{}}", "id"),
                classSourcedId=class_,
                schoolSourcedId="school",
                userSourcedId="id",
                role=pl.lit("student"),
                primary=pl.lit("false"),
                beginDate=pl.lit(BEGIN),
                endDate=pl.lit(END),
            ),
        )


def school(room: pl.Expr, schools: int) -> pl.Expr:
    return pl.format("0579501{}", (room % schools).cast(pl.String).str.zfill(4))


def number(letter: str, count: pl.Expr) -> pl.Expr:
    return pl.format(f"{letter}{{}}", count.cast(pl.String).str.zfill(7))


def truth(test: pl.Expr) -> pl.Expr:
    return pl.when(test).then(pl.lit("true")).otherwise(pl.lit("false"))


def broken(file: str, rows: pl.DataFrame, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return the rows with this share of the filled cells wrong, each in a way of its type."""
    spec = PROFILE.file(file)
    if not spec.table:
        return rows
    hits = {column.name: pl.Series(rng.random(len(rows)) < share) for column in spec.columns}
    return rows.with_columns(
        pl.when(pl.lit(hits[column.name]) & (pl.col(column.name) != ""))
        .then(wrong_cell(column))
        .otherwise(pl.col(column.name))
        .alias(column.name)
        for column in spec.columns
    )


def wrong_cell(column: ColumnSpec) -> pl.Expr:
    return pl.format("{} #", column.name) if column.type is Type.GUID else pl.lit(WRONG[column.type])


def write(folder: Path, students: int, *, share: float = 0.0, seed: int = 1) -> int:
    """Write the files of a set into a new folder and return its records.

    Args:
        folder: made here.
        students: how many.
        share: of the filled cells, that are broken.
        seed: the same seed gives the same set.
    """
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed + 1)
    for spec in PROFILE.files:
        (folder / spec.name).write_text(",".join(f'"{name}"' for name in spec.header) + "\n", "utf-8")
    records = 0
    for file, rows in parts(students, seed):
        header = PROFILE.file(file).header
        whole = rows.select(
            pl.col(name) if name in rows.columns else pl.lit("").alias(name) for name in header
        )
        with (folder / file).open("ab") as end:
            wrong = broken(file, whole, share, rng) if share else whole
            wrong.write_csv(end, include_header=False, quote_style="always")
        records += len(rows)
    return records


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("students", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--broken", type=float, default=0.0, help="share of the filled cells that are broken")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(write(options.folder, options.students, share=options.broken, seed=options.seed))

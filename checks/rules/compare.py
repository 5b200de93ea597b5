"""DDE801, DDE802, DDE805: records added or removed since an earlier set."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, DropRow
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.changed_ids import KNOWN_BY
from checks.rules.rule import CompareRule, Hit
from checks.tables.comparison import (
    RECORD_KINDS,
    RecordKind,
    are_whole,
    counted,
    how_many,
    of_kind,
    only_in,
    renamed,
)
from checks.tables.homerooms import NEEDS, homerooms, members
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

LARGEST_DROP = 0.10
"""The share of rows that may be missing before it is an error: Clever says it holds a sync that would delete
more than 10 % of any record type; what CLI does is unknown."""

_FEWEST = 5
"""Losing fewer rows than this never counts as a drop, even in a small table."""


def _is_drop(lost: int, of: int) -> bool:
    return lost >= _FEWEST and lost > of * LARGEST_DROP


def _drops(before: Tables, after: Tables) -> Iterator[tuple[str, RecordKind | None, int, int]]:
    """Yield file, kind (None for the whole table), rows lost and rows before, root causes only.

    When people are gone, so are their enrollments; those rows are not counted again.
    """
    gone: dict[str, pl.Series] = {}
    for spec in after.profile.tables:
        if not are_whole(spec.name, before, after):
            continue
        rows, damaged = before[spec.name], len(after.damaged_keys.get(spec.name, ()))
        lost = len(rows) - len(after[spec.name]) - damaged
        if not _is_drop(lost, len(rows)):
            continue
        followers = [column for column in spec.columns if column.references in gone and not column.list]
        for column in followers:
            if column.name in rows.columns:
                rows = rows.filter(~rows[column.name].is_in(gone[column.references].implode()))
        lost -= len(before[spec.name]) - len(rows)
        if _is_drop(lost, len(before[spec.name])):
            gone[spec.name] = only_in(before, after, spec.name)["sourcedId"]
            yield spec.name, None, lost, len(before[spec.name])
    for kind in RECORD_KINDS:
        if kind.file in gone or not are_whole(kind.file, before, after, column=kind.column):
            continue
        were, are = (how_many(tables, kind) for tables in (before, after))
        lost = were - are - len(after.damaged_keys.get(kind.file, ()))
        if _is_drop(lost, were):
            yield kind.file, kind, lost, were


def _volume_drop(before: Tables, after: Tables) -> Iterator[Hit]:
    for file, kind, lost, were in _drops(before, after):
        what = kind.name if kind else "rows"
        yield Hit(
            file,
            column=kind.column if kind else None,
            affected=lost,
            message=f"{file} lost {lost} of {were} {what} ({lost / were:.0%}) since the earlier set.",
            hint="Check whether the export was cut off. At the start of a school year this can be right.",
        )


def _removed(before: Tables, after: Tables) -> Iterator[Hit]:
    import polars as pl

    reported = {(file, kind) for file, kind, _, _ in _drops(before, after)}
    for kind in RECORD_KINDS:
        is_reported = not reported.isdisjoint({(kind.file, None), (kind.file, kind)})
        if is_reported or not are_whole(kind.file, before, after):
            continue
        gone = of_kind(only_in(before, after, kind.file), kind)
        gone = gone.filter(~pl.col("sourcedId").is_in(renamed(before, after, kind.file)["old"].implode()))
        many = gone["sourcedId"].n_unique()
        if many:
            yield Hit(
                kind.file,
                column="sourcedId",
                affected=many,
                message=f"{counted(many, kind.name)} from the earlier set {'is' if many == 1 else 'are'} "
                "not in this one.",
                hint="Check that they really left. What CLI Engage does with them is not published.",
            )


def _second_night(before: Tables, after: Tables) -> Iterator[Hit]:
    import polars as pl

    if not all(are_whole(file, before, after) for file in ("classes.csv", "users.csv")):
        return
    new = {}
    for file in ("classes.csv", "users.csv"):
        rows = only_in(after, before, file)
        known = renamed(before, after, file)["sourcedId"].implode()
        new[file] = rows.filter(~pl.col("sourcedId").is_in(known))["sourcedId"].implode()
    room, user = pl.col("classSourcedId"), pl.col("userSourcedId")
    both = members(after, "student").filter(room.is_in(new["classes.csv"]) & user.is_in(new["users.csv"]))
    if len(both):
        rooms = homerooms(after).filter(pl.col("sourcedId").is_in(both["classSourcedId"].implode()))
        first = rooms.sort("line").row(0, named=True)
        many = both["userSourcedId"].n_unique()
        yield Hit(
            "classes.csv",
            first["line"],
            "sourcedId",
            first["sourcedId"],
            affected=many,
            message=f"New homerooms ({rooms['sourcedId'].n_unique()}) have new students ({many}).",
            hint="Nothing to do: the classes are created the first night, their students the second.",
        )


_PARENT = {"role": "parent", "email": "", "identifier": ""}

RULES = (
    CompareRule(
        code="DDE801",
        name="volume-drop",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.ASSUMED,
        title="Far fewer rows than in the earlier set",
        why="The files replace the earlier ones: anyone missing may be made inactive in CLI Engage.",
        fix="Check if the export was cut off or left out a school. If it is complete, confirm when sending.",
        earlier=tuple(
            AddRow("users.csv", 2, {"sourcedId": f"P{n}", "username": f"p{n}", **_PARENT}) for n in range(4)
        ),
        bad=(DropRow("users.csv", 4), DropRow("demographics.csv", 3), DropRow("enrollments.csv", 4)),
        at=(("users.csv", None, None),),
        uses=KNOWN_BY,
        find=_volume_drop,
    ),
    CompareRule(
        code="DDE802",
        name="removed-since",
        severity=Severity.INFO,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="Students, teachers or homerooms were removed",
        why="The files replace the earlier ones: anyone missing may be made inactive in CLI Engage.",
        fix="Nothing to do if they left. Otherwise find out why the export leaves them out.",
        bad=(DropRow("users.csv", 4), DropRow("demographics.csv", 3), DropRow("enrollments.csv", 4)),
        at=(("users.csv", None, "sourcedId"),),
        needs=KNOWN_BY,
        find=_removed,
    ),
    CompareRule(
        code="DDE805",
        name="second-night",
        severity=Severity.INFO,
        review=Review.QUALITY,
        basis=Basis.PUBLISHED,
        title="New homerooms have new students",
        why="A student can't be created before the class exists, so the two take two nights.",
        fix="Nothing to do. The students appear in CLI Engage one night after their class.",
        bad=(
            AddRow("classes.csv", 2, {"sourcedId": "C2", "classCode": "PK-2", "title": "Homeroom PK-2"}),
            AddRow(
                "users.csv",
                4,
                {"sourcedId": "S3", "username": "s007217", "givenName": "Inés", "identifier": "007217"},
            ),
            AddRow("demographics.csv", 3, {"sourcedId": "S3"}),
            AddRow("enrollments.csv", 2, {"sourcedId": "E4", "classSourcedId": "C2"}),
            AddRow("enrollments.csv", 4, {"sourcedId": "E5", "classSourcedId": "C2", "userSourcedId": "S3"}),
        ),
        at=(("classes.csv", 3, "sourcedId"),),
        needs={**KNOWN_BY, **{file: (*columns, *KNOWN_BY.get(file, ())) for file, columns in NEEDS.items()}},
        find=_second_night,
    ),
)

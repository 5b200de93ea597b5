"""DDE801, DDE802, DDE805: what came and went since an earlier set."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow, DropRow
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.changed_ids import KNOWN_BY
from checks.rules.rule import CompareRule, Hit
from checks.tables.comparison import RECORD_KINDS, RecordKind, are_whole, how_many, of_kind, only_in, renamed
from checks.tables.homerooms import NEEDS, homerooms, members
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

LARGEST_DROP = 0.10
"""The share of rows that may be gone before it is a fault: Clever holds a sync where more than 10 % of any
type of record would be deleted, and publishes that; what CLI does is not known."""

_FEWEST = 5
"""Fewer rows than this are no drop, however small the table is."""


def _is_drop(lost: int, of: int) -> bool:
    return lost >= _FEWEST and lost > of * LARGEST_DROP


def _drops(before: Tables, after: Tables) -> Iterator[tuple[str, RecordKind | None, int, int]]:
    """Yield file, kind (or the whole table), rows lost, rows before; what follows from another is left out.

    When people are gone, so are their enrollments: such rows are not counted again.
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
            message=f"{file} has {lost} of {were} {what} less than the earlier set ({lost / were:.0%}).",
            hint="An export that broke off looks like this. At the turn of the school year it may be right.",
        )


def _removed(before: Tables, after: Tables) -> Iterator[Hit]:
    import polars as pl

    told = {(file, kind) for file, kind, _, _ in _drops(before, after)}
    for kind in RECORD_KINDS:
        if (kind.file, None) in told or (kind.file, kind) in told or not are_whole(kind.file, before, after):
            continue
        gone = of_kind(only_in(before, after, kind.file), kind)
        gone = gone.filter(~pl.col("sourcedId").is_in(renamed(before, after, kind.file)["old"].implode()))
        many = gone["sourcedId"].n_unique()
        if many:
            yield Hit(
                kind.file,
                column="sourcedId",
                affected=many,
                message=f"{many} {kind.name} of the earlier set are not in this one.",
                hint="What CLI Engage does with them is not published; look whether they really left.",
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
            message=f"New homerooms ({rooms['sourcedId'].n_unique()}) with new students ({many}).",
            hint="Nothing to do: the classes come in the first night, their students in the second.",
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
        why="The files replace what is there: who is missing may be made inactive in CLI Engage.",
        fix="Look whether the export broke off, or left out a school. If it is right, say so when sending.",
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
        title="Students, teachers or homerooms that were there before",
        why="The files replace what is there: who is missing may be made inactive in CLI Engage.",
        fix="Nothing, if they left; else look why the export leaves them out.",
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
        title="New homerooms together with their new students",
        why="A student can't be created before the class is: both together take two nights.",
        fix="Nothing; the students appear in CLI Engage one night after their class.",
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

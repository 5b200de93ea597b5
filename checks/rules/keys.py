"""DDE5xx: IDs that name a row, and references to them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddRow
from checks.finding import Review, Severity
from checks.profile import Basis, ColumnSpec
from checks.rules.rule import Places, SetRule
from checks.tables import Tables

if TYPE_CHECKING:
    import polars as pl


def _duplicates(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for spec in tables.profile.tables:
        for column in spec.columns:
            if not column.key or not tables.has(spec.name, column.name):
                continue
            table, cell = tables[spec.name], pl.col(column.name)
            if table[column.name].hash().n_unique() == len(table):
                continue
            again = table.filter((cell != "") & ~cell.is_first_distinct())
            yield Places(
                spec.name,
                column.name,
                again.select("line", cell.alias("value")),
                message=f"An earlier row has the same {column.name}.",
                hint="One person or thing is one row; keep the newer one.",
            )


def references(tables: Tables, file: str, column: ColumnSpec) -> "pl.DataFrame":
    """Return every single reference of a column: `line` and `value`, lists taken apart, blanks left out."""
    import polars as pl

    frame = tables[file].select("line", pl.col(column.name).alias("value"))
    if column.list:
        frame = frame.with_columns(pl.col("value").str.split(",")).explode("value")
        frame = frame.with_columns(pl.col("value").str.strip_chars())
    return frame.filter(pl.col("value") != "")


def _broken_references(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for spec in tables.profile.tables:
        for column in spec.columns:
            target = column.references
            if not target or not tables.has(spec.name, column.name) or not tables.has(target, "sourcedId"):
                continue
            known = tables[target]["sourcedId"]
            if known.is_empty():
                continue
            found = references(tables, spec.name, column)
            lost = found.filter(~pl.col("value").is_in(known.implode()))
            damaged = tables.damaged_keys.get(target)
            if damaged and len(lost):
                lost = lost.filter(~pl.col("value").is_in(list(damaged)))
            line = pl.col("line")
            causes = lost.group_by("value").agg(line.min(), line.n_unique().alias("affected"))
            yield Places(
                spec.name,
                column.name,
                causes.select("line", "value", "affected").sort("line"),
                message=f"{column.name} refers to a row that {target} does not have.",
                hint=f"Export it to {target} too, or mend the ID here.",
            )


RULES = (
    SetRule(
        code="DDE501",
        name="id-twice",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="Two rows have the same ID",
        why="Only one of them is kept, and nobody knows which.",
        fix="Keep one row for each ID; look why the export gives two.",
        bad=(AddRow("enrollments.csv", 4, {}),),
        at=(("enrollments.csv", 5, "sourcedId"),),
        find=_duplicates,
    ),
    SetRule(
        code="DDE502",
        name="reference-broken",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="A reference to a row that is not there",
        why="The record hangs in the air and is dropped, with everything that refers to it.",
        fix="Export the missing row too. Mend orgs first, then classes and users, then enrollments.",
        bad=(AddRow("enrollments.csv", 4, {"sourcedId": "E4", "userSourcedId": "S999"}),),
        at=(("enrollments.csv", 5, "userSourcedId"),),
        find=_broken_references,
    ),
)

"""DDE510, DDE707, DDE708: the IDs by which CLI Engage matches people and classes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.example.changes import AddColumn, AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis, ColumnSpec, FileSpec
from checks.rules.blanks import blank_cells
from checks.rules.rule import Places, SetRule
from checks.tables.homerooms import NEEDS, homerooms, placed
from checks.tables.people import USES, duplicate_people, reported_duplicates
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl

INTERNAL_ID, STATE_UNIQUE_ID = "internal-id", "state-unique-id"
_STATE_FORM = r"^[0-9]{10}$"


def columns_that_mean(tables: Tables, meaning: str) -> Iterator[tuple[FileSpec, ColumnSpec]]:
    """Yield the columns of the set with a special meaning for CLI Engage, such as `internal-id`."""
    for spec in tables.profile.tables:
        for column in spec.columns:
            if column.means == meaning and not column.key and tables.has(spec.name, "sourcedId", column.name):
                yield spec, column


def _internal_id(tables: Tables) -> Iterator[Places]:
    """Check students, teachers and homerooms separately: the same number may name one of each."""
    import polars as pl

    for spec, column in columns_that_mean(tables, INTERNAL_ID):
        rows = tables[spec.name].select("line", "sourcedId", as_text(column.name))
        for who, are_owners in _owners(tables, spec.name):
            ids = _first_rows(rows.filter(are_owners))
            is_used = ids.select((pl.col(column.name) != "").any()).item()
            if is_used or column.basis is not Basis.UNSETTLED:
                yield from blank_cells(
                    spec.name,
                    column.name,
                    ids,
                    who=who,
                    hint="Fill in the number that identifies the record in your SIS.",
                    basis=column.basis,
                )
            yield _twice(tables, spec.name, column, ids, who)


def _state_unique_id(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for spec, column in columns_that_mean(tables, STATE_UNIQUE_ID):
        if spec.name not in ("users.csv", "demographics.csv"):
            continue
        who, cell = "student in a homeroom", pl.col(column.name)
        rows = tables[spec.name].select("line", "sourcedId", as_text(column.name))
        ids = _first_rows(rows.filter(placed(tables)))
        yield from blank_cells(
            spec.name,
            column.name,
            ids,
            who=who,
            hint="Ask your district's PEIMS coordinator for the TSDS Unique ID, which TEA assigns.",
            basis=column.basis,
        )
        wrong = ids.filter((cell != "") & ~cell.str.contains(_STATE_FORM))
        yield Places(
            spec.name,
            column.name,
            wrong.select("line", value=cell),
            message=f"{column.name} is not a State Unique ID, which has 10 digits.",
            hint="Check whether it is the local ID, or whether a spreadsheet removed a leading zero.",
            basis=column.basis,
        )
        yield _twice(tables, spec.name, column, ids, who)


def _owners(tables: Tables, file: str) -> Iterator[tuple[str, "pl.Expr"]]:
    """Yield who must have an ID in this file: their name for messages, and a filter on `sourcedId`."""
    import polars as pl

    if file == "users.csv":
        yield "student in a homeroom", placed(tables, "student")
        yield "homeroom teacher", placed(tables, "teacher")
    elif file == "classes.csv":
        yield "homeroom", pl.col("sourcedId").is_in(homerooms(tables)["sourcedId"].implode())


def _first_rows(rows: "pl.DataFrame") -> "pl.DataFrame":
    """Keep the first row of each sourcedId; duplicates are reported by DDE501."""
    import polars as pl

    return rows.filter(pl.col("sourcedId").is_first_distinct())


def _twice(tables: Tables, file: str, column: ColumnSpec, ids: "pl.DataFrame", who: str) -> Places:
    import polars as pl

    cell = pl.col(column.name)
    again = ids.filter((cell != "") & ~cell.is_first_distinct())
    if file == "users.csv" and len(again):
        again = again.filter(~pl.col("line").is_in(reported_duplicates(tables).implode()))
    return Places(
        file,
        column.name,
        again.select("line", value=cell),
        message=f"An earlier {who} has the same {column.name}.",
        hint="If both are one record, send one row. Otherwise correct the number in your SIS.",
        basis=column.basis,
    )


def _person_twice(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for by, message in (
        ("email", "An earlier row with another sourcedId has the same e-mail address."),
        ("name", "An earlier row with another sourcedId has the same name, birth date and school."),
    ):
        yield Places(
            "users.csv",
            "sourcedId",
            duplicate_people(tables).filter(pl.col("by") == by).select("line", value="sourcedId"),
            message=message,
            hint="If this is one person, send one row with all schools, and use one ID everywhere.",
        )


_QUALITY = Review.QUALITY

RULES = (
    SetRule(
        code="DDE510",
        name="internal-id",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.UNSETTLED,
        title="An Internal ID is blank or used twice",
        why="CLI Engage matches teachers, classes and students by their Internal ID.",
        fix="Fill in the ID from your SIS, a different one for each record. Ask CLI which column it uses.",
        bad=(Cell("users.csv", 4, "identifier", "007215"),),
        at=(("users.csv", 4, "identifier"),),
        needs=NEEDS,
        uses=USES,
        find=_internal_id,
    ),
    SetRule(
        code="DDE707",
        name="person-twice",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.ASSUMED,
        title="One person seems to have two IDs",
        why="CLI Engage would create two accounts or two students, each with part of the data.",
        fix="Send one row per person. If your SIS exports one row per school or role, merge them.",
        bad=(
            AddRow(
                "users.csv",
                2,
                {"sourcedId": "T1-102", "username": "mlopez2", "identifier": "10022", "role": "aide"},
            ),
        ),
        at=(("users.csv", 5, "sourcedId"),),
        needs=NEEDS,
        uses=USES,
        find=_person_twice,
    ),
    SetRule(
        code="DDE708",
        name="state-unique-id",
        severity=Severity.WARNING,
        review=_QUALITY,
        basis=Basis.PUBLISHED,
        title="A State Unique ID is blank, invalid or used twice",
        why="A student without a valid State Unique ID (TSDS) is left out of the ECDS file for the state.",
        fix="Export the TSDS Unique ID of every student as text, so that no leading zero is lost.",
        bad=(AddColumn("users.csv", "metadata.stateUniqueId", ("", "1234567890", "605000")),),
        at=(("users.csv", 4, "metadata.stateUniqueId"),),
        told=((STATE_UNIQUE_ID, "users.csv.metadata.stateUniqueId"),),
        needs=NEEDS,
        find=_state_unique_id,
    ),
)

"""DDE501, DDE508, DDE509: duplicate IDs, enrollments and usernames."""

from collections.abc import Iterator

from checks.example.changes import AddRow, Cell
from checks.finding import Review, Severity
from checks.profile.model import Basis
from checks.rules.rule import Places, SetRule
from checks.tables.enrollments import overlapping
from checks.tables.homerooms import NEEDS, enrolled
from checks.tables.people import USES, reported_duplicates
from checks.tables.shared_ids import USES as IDENTITY
from checks.tables.shared_ids import shared_ids
from checks.tables.tables import Tables

_THINGS = {"users.csv": "people", "classes.csv": "classes", "enrollments.csv": "enrollments"}


def _duplicates(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for spec in tables.profile.tables:
        for column in spec.columns:
            if not column.key or not tables.has(spec.name, column.name):
                continue
            table, cell = tables[spec.name], pl.col(column.name)
            ids = table[column.name]
            if (ids.hash() if ids.dtype == pl.String else ids).n_unique() == len(table):
                continue
            again = table.filter((cell != "") & ~cell.is_first_distinct())
            others = again.filter(pl.col("line").is_in(shared_ids(tables, spec.name)["line"].implode()))
            yield Places(
                spec.name,
                column.name,
                others.select("line", cell.alias("value")),
                message=f"Two different {_THINGS.get(spec.name, 'records')} have this {column.name}.",
                hint=_own_id(tables, spec.name),
            )
            yield Places(
                spec.name,
                column.name,
                again.filter(~pl.col("line").is_in(others["line"].implode())).select(
                    "line", cell.alias("value")
                ),
                message=f"An earlier row has the same {column.name}.",
                hint="Keep one row for each person or record: the newer one.",
            )


def _own_id(tables: Tables, file: str) -> str:
    columns = (column for spec in tables.profile.tables for column in spec.columns)
    also = ", also where other files refer to it" if any(each.references == file for each in columns) else ""
    return f"Keep both rows. Give each its own ID, such as one with a letter before it{also}."


def _enrollment_twice(tables: Tables) -> Iterator[Places]:
    import polars as pl

    for role in ("student", "teacher"):
        rows = enrolled(tables, role).filter(pl.col("userSourcedId").is_duplicated())
        if tables.has("enrollments.csv", "sourcedId"):
            rows = rows.filter(pl.col("sourcedId").is_first_distinct() | (pl.col("sourcedId") == ""))
        same = overlapping(rows, ["classSourcedId", "userSourcedId"])
        again = same.filter(~pl.col("overlap").is_first_distinct())
        key = "sourcedId" if "sourcedId" in again.columns else "userSourcedId"
        yield Places(
            "enrollments.csv",
            key,
            again.select("line", pl.col(key).alias("value")),
            message=f"An earlier row enrolls the same {role} in the same homeroom on the same days.",
            hint="Keep one of them, or end the older one before the newer one begins.",
        )


def _username_twice(tables: Tables) -> Iterator[Places]:
    import polars as pl

    name = pl.col("username").str.to_lowercase()
    users = tables["users.csv"].select("line", "sourcedId", "username").filter(pl.col("username") != "")
    if users.select(name.hash().n_unique()).item() == len(users):
        return
    people = users.filter(pl.col("sourcedId").is_first_distinct())
    again = people.filter(
        ~name.is_first_distinct() & ~pl.col("line").is_in(reported_duplicates(tables).implode())
    )
    yield Places(
        "users.csv",
        "username",
        again.select("line", value="username"),
        message="An earlier row has the same username.",
        hint="If this is one person, send one row. Otherwise give each person a different username.",
    )


RULES = (
    SetRule(
        code="DDE501",
        name="id-twice",
        severity=Severity.ERROR,
        review=Review.INITIAL,
        basis=Basis.STANDARD,
        title="Two rows have the same ID",
        why="Only one of them is kept, and you can't know which.",
        fix="Send one row for each person or record, and a different ID in each row.",
        bad=(AddRow("enrollments.csv", 4, {}),),
        at=(("enrollments.csv", 5, "sourcedId"),),
        uses=IDENTITY,
        find=_duplicates,
    ),
    SetRule(
        code="DDE508",
        name="enrollment-twice",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="A person is enrolled in the same homeroom twice",
        why="They contradict each other as soon as one changes, and a class may count a student twice.",
        fix="Keep one enrollment for each person, class and role. End the older one.",
        bad=(AddRow("enrollments.csv", 4, {"sourcedId": "E4"}),),
        at=(("enrollments.csv", 5, "sourcedId"),),
        needs=NEEDS,
        uses={"enrollments.csv": ("beginDate", "endDate")},
        find=_enrollment_twice,
    ),
    SetRule(
        code="DDE509",
        name="username-twice",
        severity=Severity.WARNING,
        review=Review.QUALITY,
        basis=Basis.ASSUMED,
        title="Two people have the same username",
        why="A username is one account: two people would share it, or one would get none.",
        fix="Give each person a different username. Merge one person with two IDs into one row.",
        bad=(Cell("users.csv", 4, "username", "S007215"),),
        at=(("users.csv", 4, "username"),),
        needs={**NEEDS, "users.csv": (*NEEDS["users.csv"], "username")},
        uses=USES,
        find=_username_twice,
    ),
)

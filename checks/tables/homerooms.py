"""Who is in which homeroom today, the view of the tables that CLI Engage's logic uses.

CLI publishes that only homeroom classes are created, and only students who are enrolled in one. Whoever's
enrollment is over is not in the homeroom any more; one that has not begun counts, as the person is expected.
"""

from typing import TYPE_CHECKING

from checks.tables.enrollments import DATES, is_over
from checks.tables.references import is_unreadable, meant
from checks.tables.shared_ids import shared_ids
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

NEEDS = {
    "classes.csv": ("sourcedId", "classType", "schoolSourcedId"),
    "users.csv": ("sourcedId", "role", "email"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}

USES = {
    "classes.csv": ("status",),
    "users.csv": ("status",),
    "enrollments.csv": ("status", *DATES),
}
"""Optional columns that say who is there."""

GONE = ("tobedeleted", "inactive")
"""Words of `status` for a row that should not be there; the standard reads both alike."""

FAMILY = ("guardian", "parent", "relative")
"""Roles of relatives, who may share an e-mail address and don't teach."""


def is_whole(tables: Tables, file: str) -> bool:
    """Return whether all rows of the file are known, so that an absent row is really missing.

    A set of changes (delta) leaves out unchanged rows, and a damaged row may be the absent one.
    """
    return (
        file in tables.frames
        and len(tables[file]) > 0
        and not tables.damaged_keys.get(file)
        and tables.modes.get(file) != "delta"
    )


def homerooms(tables: Tables) -> "pl.DataFrame":
    """Return all homeroom classes with all their columns."""
    import polars as pl

    return tables.once("homerooms", lambda: tables["classes.csv"].filter(pl.col("classType") == "homeroom"))


def is_marked(rows: "pl.DataFrame") -> "pl.Expr":
    """Return a filter for rows whose `status` marks them for deletion."""
    import polars as pl

    return pl.col("status").is_in(GONE) if "status" in rows.columns else pl.lit(value=False)


def enrolled(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms, with all their columns."""
    import polars as pl

    in_homeroom = pl.col("classSourcedId").is_in(homerooms(tables)["sourcedId"].implode())
    return tables.once(
        f"enrolled {role}",
        lambda: tables["enrollments.csv"].filter(pl.col("role") == role).filter(in_homeroom),
    )


def contradicted(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments in homerooms whose role contradicts the role in users.csv.

    Only students are enrolled as students; other staff may substitute for a teacher.
    """
    import polars as pl

    known = tables.profile.file("users.csv").column("role").vocabulary
    impossible = [word for word in known if word != "student"] if role == "student" else ["student", *FAMILY]

    def find() -> "pl.DataFrame":
        user, key, users = pl.col("userSourcedId"), pl.col("sourcedId"), tables["users.csv"]
        usual = users.select(key.filter(pl.col("role") == role)).to_series()
        rows = enrolled(tables, role).filter(~user.is_in(usual.implode()))
        there = users.select("sourcedId", "role").filter(key.is_in(rows["userSourcedId"].implode()))
        others = there.filter(pl.col("role").is_in(impossible))["sourcedId"]
        return rows.filter(user.is_in(others.implode()))

    return tables.once(f"contradicted {role}", find)


def members(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms, without those that are over or contradicted.

    They have all their columns but the ID, which takes as much memory as four others.
    """
    import polars as pl

    def find() -> "pl.DataFrame":
        wrong = contradicted(tables, role)["line"]
        rows = enrolled(tables, role).drop("sourcedId", strict=False)
        return rows.filter(~pl.col("line").is_in(wrong.implode()) & ~is_over(rows, tables.today))

    return tables.once(f"members {role}", find)


def is_mostly_over(tables: Tables) -> bool:
    """Return whether the enrollments of most students in homerooms are over: it is another year's export."""
    user = "userSourcedId"
    everyone = enrolled(tables, "student")[user].n_unique()
    return everyone > 1 and 2 * members(tables, "student")[user].n_unique() < everyone


def placed(tables: Tables, role: str = "student") -> "pl.Expr":
    """Return a filter for the `sourcedId` of people who have this role in a homeroom.

    An ID that two people share is in none: nobody knows whose enrollment it is, and that is a finding.
    """
    import polars as pl

    key = pl.col("sourcedId")
    is_member = key.is_in(members(tables, role)["userSourcedId"].implode())
    shared = shared_ids(tables, "users.csv")["sourcedId"]
    return is_member & ~key.is_in(shared.implode()) if len(shared) else is_member


def possible_members(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments, also past ones, that may have this role in a homeroom once errors are fixed.

    They have `classSourcedId`, `userSourcedId`, and their dates where the file has them.

    A missing or damaged class, or a mistyped type or role, is a finding already; the people it leaves without
    a homeroom are not another one.
    """
    import polars as pl

    roles = tables.profile.file("enrollments.csv").column("role").vocabulary
    others = tables["classes.csv"].filter(pl.col("classType") == "scheduled")["sourcedId"]
    of_another = pl.col("role").is_in([word for word in roles if word != role])
    elsewhere = pl.col("classSourcedId").is_in(others.implode())

    def find() -> "pl.DataFrame":
        rows = tables["enrollments.csv"].filter(~of_another)
        dates = [name for name in DATES if name in rows.columns]
        return rows.filter(~elsewhere).select("classSourcedId", "userSourcedId", *dates)

    return tables.once(f"possible members {role}", find)


def students(tables: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of every student in users.csv."""
    import polars as pl

    return tables["users.csv"].filter(pl.col("role") == "student").select("line", "sourcedId")


def without_homeroom(tables: Tables) -> "pl.DataFrame":
    """Return the students of users.csv, with all columns, who never had an enrollment in a homeroom.

    A broken enrollment that may be theirs is a finding of its own, so it counts. Where nobody knows whose the
    enrollments are, nobody is returned.
    """
    import polars as pl

    column, user = ("enrollments.csv", "userSourcedId"), pl.col("sourcedId")
    everyone = tables["users.csv"].filter(pl.col("role") == "student")
    if not is_whole(tables, "enrollments.csv") or is_unreadable(tables, *column):
        return everyone.clear()
    for rows in (possible_members(tables, "student"), contradicted(tables, "teacher")):
        everyone = everyone.filter(~user.is_in(rows["userSourcedId"].implode()))
    return everyone.filter(~user.is_in(meant(tables, *column).implode()))

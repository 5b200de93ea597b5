"""Who is in which homeroom, the view of the tables that CLI Engage's logic uses.

CLI publishes that only homeroom classes are created, and only students who are enrolled in one.
"""

from typing import TYPE_CHECKING

from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl

NEEDS = {
    "classes.csv": ("sourcedId", "classType", "schoolSourcedId"),
    "users.csv": ("sourcedId", "role", "email"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}

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


def enrolled(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms, with all their columns."""
    import polars as pl

    in_homeroom = pl.col("classSourcedId").is_in(homerooms(tables)["sourcedId"].implode())
    everyone = tables.once("enrolled", lambda: tables["enrollments.csv"].filter(in_homeroom))
    return tables.once(f"enrolled {role}", lambda: everyone.filter(pl.col("role") == role))


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
    """Return the enrollments of this role in homerooms that users.csv does not contradict."""
    import polars as pl

    wrong = contradicted(tables, role)["line"]
    rows = enrolled(tables, role)
    return rows.filter(~pl.col("line").is_in(wrong.implode())) if len(wrong) else rows


def placed(tables: Tables, role: str = "student") -> "pl.Expr":
    """Return a filter for the `sourcedId` of people who have this role in a homeroom."""
    import polars as pl

    return pl.col("sourcedId").is_in(members(tables, role)["userSourcedId"].implode())


def possible_members(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments that may have this role in a homeroom once other errors are fixed.

    A missing or damaged class, or a mistyped type or role, is a finding already; the people it leaves without
    a homeroom are not another one.
    """
    import polars as pl

    roles = tables.profile.file("enrollments.csv").column("role").vocabulary
    others = tables["classes.csv"].filter(pl.col("classType") == "scheduled")["sourcedId"]
    of_another = pl.col("role").is_in([word for word in roles if word != role])
    elsewhere = pl.col("classSourcedId").is_in(others.implode())
    return tables.once(
        f"possible members {role}",
        lambda: tables["enrollments.csv"].filter(~elsewhere).filter(~of_another),
    )


def students(tables: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of every student in users.csv."""
    import polars as pl

    return tables["users.csv"].filter(pl.col("role") == "student").select("line", "sourcedId")

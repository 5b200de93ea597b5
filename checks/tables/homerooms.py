"""Who is in which homeroom: the one view of the tables that CLI Engage's logic is about.

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
"""Roles of people who share an address with each other and teach nobody."""


def is_whole(tables: Tables, file: str) -> bool:
    """Tell whether all rows of the file are known, so that one that is not there is really missing.

    A set of changes (delta) leaves out what did not change; a damaged row may be the very one.
    """
    return (
        file in tables.frames
        and len(tables[file]) > 0
        and not tables.damaged_keys.get(file)
        and tables.modes.get(file) != "delta"
    )


def homerooms(tables: Tables) -> "pl.DataFrame":
    """Return every homeroom class with all its columns."""
    import polars as pl

    return tables.once("homerooms", lambda: tables["classes.csv"].filter(pl.col("classType") == "homeroom"))


def enrolled(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms, with all their columns."""
    import polars as pl

    in_homeroom = pl.col("classSourcedId").is_in(homerooms(tables)["sourcedId"].implode())
    everybody = tables.once("enrolled", lambda: tables["enrollments.csv"].filter(in_homeroom))
    return tables.once(f"enrolled {role}", lambda: everybody.filter(pl.col("role") == role))


def contradicted(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments in homerooms whose user, by users.csv, can't be enrolled in this role.

    A student is enrolled as student and nobody else is; the other adults may stand in for a teacher.
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
    """Return the enrollments of this role in homerooms that nothing in users.csv contradicts."""
    import polars as pl

    wrong = contradicted(tables, role)["line"]
    rows = enrolled(tables, role)
    return rows.filter(~pl.col("line").is_in(wrong.implode())) if len(wrong) else rows


def placed(tables: Tables, role: str = "student") -> "pl.Expr":
    """Whether `sourcedId` is of a person who has this role in a homeroom."""
    import polars as pl

    return pl.col("sourcedId").is_in(members(tables, role)["userSourcedId"].implode())


def possible_members(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments that would be of this role in a homeroom, were all other faults mended.

    A class that is missing, damaged or of a mistyped type is a finding already, and so is a mistyped
    role; that the people behind it have no homeroom is not another one.
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

"""Who is in which homeroom: the one view of the tables that CLI Engage's logic is about.

CLI publishes that only homeroom classes are created, and only students who are enrolled in one.
"""

from typing import TYPE_CHECKING

from checks.tables import Tables

if TYPE_CHECKING:
    import polars as pl

NEEDS = {
    "classes.csv": ("sourcedId", "classType", "schoolSourcedId"),
    "users.csv": ("sourcedId", "role", "email"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}


def homerooms(tables: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of every homeroom class."""
    import polars as pl

    return tables["classes.csv"].filter(pl.col("classType") == "homeroom").select("line", "sourcedId")


def members(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms: `line`, `classSourcedId`, `userSourcedId`."""
    import polars as pl

    in_homeroom = pl.col("classSourcedId").is_in(homerooms(tables)["sourcedId"].implode())
    return tables.once(
        f"members {role}", lambda: _narrow(tables).filter(in_homeroom).filter(pl.col("role") == role)
    )


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
        f"possible members {role}", lambda: _narrow(tables).filter(~elsewhere).filter(~of_another)
    )


def _narrow(tables: Tables) -> "pl.DataFrame":
    import polars.selectors as cs

    return tables["enrollments.csv"].select(
        cs.by_name("line", *NEEDS["enrollments.csv"], "primary", "endDate", require_all=False)
    )


def students(tables: Tables) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of every student in users.csv."""
    import polars as pl

    return tables["users.csv"].filter(pl.col("role") == "student").select("line", "sourcedId")

"""Who has a seat in a homeroom by CLI's logic: for the forecast and the limits of change."""

from typing import TYPE_CHECKING

from checks.tables.homerooms import homerooms, is_marked, members
from checks.tables.tables import Tables

if TYPE_CHECKING:
    import polars as pl


def open_homerooms(tables: Tables) -> "pl.DataFrame":
    """Return the homerooms that are not marked for deletion."""
    found = homerooms(tables)
    return found.filter(~is_marked(found))


def seats_of(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the enrollments of this role in homerooms that count, now or when they begin."""
    import polars as pl

    rows = members(tables, role)
    in_room = pl.col("classSourcedId").is_in(open_homerooms(tables)["sourcedId"].implode())
    return rows.filter(in_room & ~is_marked(rows))


def people_of(tables: Tables, role: str) -> "pl.DataFrame":
    """Return the first row of each person in users.csv who may have this role, with all columns."""
    import polars as pl

    users = tables["users.csv"].filter(~is_marked(tables["users.csv"]))
    if role == "student":
        users = users.filter(pl.col("role") == "student")
    return users.filter(pl.col("sourcedId").is_first_distinct())

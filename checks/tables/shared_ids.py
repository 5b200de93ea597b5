"""One ID for two different people or records, which is not one record written twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.tables.tables import Tables, as_text, differs

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells two records of one file apart; a blank on either side proves nothing."""

    apart: tuple[str, ...]
    """Columns in which one difference is enough."""
    names: tuple[str, ...] = ()
    """Columns that must all differ: one of them alone may have been corrected."""


IDENTITIES = {
    "orgs.csv": Identity(("type",), ("name",)),
    "academicSessions.csv": Identity(("startDate",), ("title",)),
    "courses.csv": Identity((), ("title", "courseCode")),
    "classes.csv": Identity(("schoolSourcedId",), ("title", "classCode")),
    "users.csv": Identity(("role",), ("givenName", "familyName")),
    "enrollments.csv": Identity(("classSourcedId", "userSourcedId", "beginDate")),
}
USES = {file: (*identity.apart, *identity.names) for file, identity in IDENTITIES.items()}


def shared_ids(tables: Tables, file: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of the rows whose ID is that of another thing in an earlier row.

    Of a person's roles only student counts: an adult may be a teacher in one row and an aide in another.
    """
    return tables.once(f"shared ids {file}", lambda: _shared_ids(tables, file))


def _shared_ids(tables: Tables, file: str) -> "pl.DataFrame":
    import polars as pl

    rows, key = tables[file], pl.col("sourcedId")
    identity = IDENTITIES.get(file)
    if identity is None or "sourcedId" not in rows.columns:
        return rows.clear().select("line", pl.lit("").alias("sourcedId"))
    again = rows.filter(key.is_duplicated() & (key != ""))
    first = again.filter(key.is_first_distinct())
    later = again.filter(~key.is_first_distinct())
    both = later.join(first, on="sourcedId", suffix="_first", maintain_order="left")
    apart = [_differs(column) for column in identity.apart if column in rows.columns]
    names = [_differs(column) for column in identity.names if column in rows.columns]
    if len(names) == len(identity.names) > 0:
        apart.append(pl.all_horizontal(names))
    is_other = pl.any_horizontal(apart) if apart else pl.lit(value=False)
    return both.filter(is_other).select("line", "sourcedId")


def _differs(column: str) -> "pl.Expr":
    is_other = differs(column, f"{column}_first")
    if column != "role":
        return is_other
    return is_other & ((as_text(column) == "student") | (as_text(f"{column}_first") == "student"))

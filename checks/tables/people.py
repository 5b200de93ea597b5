"""Duplicate people: probably one person with two IDs, found once for all rules it would affect."""

from typing import TYPE_CHECKING

from checks.tables.homerooms import FAMILY, placed
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl

NAME = ("givenName", "familyName")
NAMES = (*NAME, "middleName")
ORGS = "orgSourcedIds"

USES = {"users.csv": ("email", *NAME, ORGS), "demographics.csv": ("birthDate",)}
"""The columns that identify a person."""


def shared_addresses(tables: Tables) -> "pl.DataFrame":
    """Return the users.csv rows of homeroom teachers with the e-mail address of an earlier one."""
    import polars as pl

    def find() -> "pl.DataFrame":
        users = tables["users.csv"].select("line", "sourcedId", "email")
        teachers = users.filter(pl.col("email") != "").filter(placed(tables, "teacher"))
        return _later(_people(teachers), pl.col("email").str.to_lowercase())

    return tables.once("shared addresses", find)


def duplicate_people(tables: Tables) -> "pl.DataFrame":
    """Return `line`, `sourcedId` and `by` (`email` or `name`) of users who are the person of an earlier row.

    For a student, an address is not enough, since it may be the family's. A name counts only with the same
    birth date and school, so that namesakes and twins stay separate.
    """
    return tables.once("duplicate people", lambda: _duplicate_people(tables))


def reported_duplicates(tables: Tables) -> "pl.Series":
    """Return the lines of users.csv that are already findings, as a duplicate person or address."""
    import polars as pl

    return pl.concat([duplicate_people(tables)["line"], shared_addresses(tables)["line"]])


def _duplicate_people(tables: Tables) -> "pl.DataFrame":
    import polars as pl

    found = pl.concat([_by_address(tables), _by_name(tables)]).unique("line", keep="first").sort("line")
    reported = shared_addresses(tables)["line"]
    return found.filter(~pl.col("line").is_in(reported.implode()))


def _by_address(tables: Tables) -> "pl.DataFrame":
    import polars as pl

    users = tables["users.csv"]
    names = [name for name in NAME if name in users.columns]
    users = users.select("line", "sourcedId", "role", "email", *names)
    written = users.filter((pl.col("email") != "") & ~pl.col("role").is_in(FAMILY))
    address, is_student = pl.col("email").str.to_lowercase(), pl.col("role") == "student"
    people = _people(written.filter(address.is_duplicated()))
    parts = [_later(people.filter(~is_student), address)]
    if tables.has("users.csv", *NAME):
        parts.append(_later(people.filter(is_student), address, pl.col(NAME[0]).str.to_lowercase()))
    return pl.concat([part.select("line", as_text("sourcedId"), by=pl.lit("email")) for part in parts])


def _by_name(tables: Tables) -> "pl.DataFrame":
    import polars as pl

    users = tables["users.csv"]
    none = users.clear().select("line", as_text("sourcedId"), by=pl.lit("name"))
    if not tables.has("users.csv", *NAME, ORGS) or not tables.has(
        "demographics.csv", "sourcedId", "birthDate"
    ):
        return none
    name = [pl.col(column).str.to_lowercase() for column in NAME]
    born = tables["demographics.csv"].select("sourcedId", "birthDate").filter(pl.col("birthDate") != "")
    known = users.select("line", "sourcedId", *NAME, ORGS)
    known = known.filter(pl.col("sourcedId").is_in(born["sourcedId"].implode()))
    namesakes = _people(known.filter(pl.struct(name).hash().is_duplicated()))
    people = namesakes.join(born.unique("sourcedId", keep="first"), on="sourcedId", maintain_order="left")
    schools = people.with_columns(pl.col(ORGS).str.split(",")).explode(ORGS)
    schools = schools.with_columns(pl.col(ORGS).str.strip_chars()).filter(pl.col(ORGS) != "")
    again = _later(schools, *name, pl.col("birthDate"), pl.col(ORGS))
    return again.unique("line").select("line", as_text("sourcedId"), by=pl.lit("name"))


def _people(rows: "pl.DataFrame") -> "pl.DataFrame":
    """Keep the first row of each ID; duplicate IDs are reported by DDE501."""
    import polars as pl

    return rows.filter(pl.col("sourcedId").is_first_distinct())


def _later(rows: "pl.DataFrame", *same: "pl.Expr") -> "pl.DataFrame":
    import polars as pl

    return rows.filter(~pl.struct(each.alias(str(n)) for n, each in enumerate(same)).is_first_distinct())

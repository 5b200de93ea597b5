"""Who is probably one person under two IDs: found once for all rules that would stumble over it."""

from typing import TYPE_CHECKING

from checks.tables.homerooms import FAMILY, placed
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl

NAME = ("givenName", "familyName")
ORGS = "orgSourcedIds"

USES = {"users.csv": ("email", *NAME, ORGS), "demographics.csv": ("birthDate",)}
"""The columns by which a person is known again."""


def shared_addresses(tables: Tables) -> "pl.DataFrame":
    """Return the users.csv rows of homeroom teachers whose e-mail address an earlier one has too."""
    import polars as pl

    def find() -> "pl.DataFrame":
        users = tables["users.csv"].select("line", "sourcedId", "email")
        teachers = users.filter(pl.col("email") != "").filter(placed(tables, "teacher"))
        return _later(_people(teachers), pl.col("email").str.to_lowercase())

    return tables.once("shared addresses", find)


def people_twice(tables: Tables) -> "pl.DataFrame":
    """Return `line`, `sourcedId` and `by` of users who are an earlier row's person: `email` or `name`.

    An address is not enough for a student, who may have the family's; a name is enough only with the same
    birth date at the same school, so that namesakes and twins stay two.
    """
    return tables.once("people twice", lambda: _people_twice(tables))


def told_twice(tables: Tables) -> "pl.Series":
    """Return the lines of users.csv that are a finding already, as an earlier row's person or address."""
    import polars as pl

    return pl.concat([people_twice(tables)["line"], shared_addresses(tables)["line"]])


def _people_twice(tables: Tables) -> "pl.DataFrame":
    import polars as pl

    found = pl.concat([_by_address(tables), _by_name(tables)]).unique("line", keep="first").sort("line")
    told = shared_addresses(tables)["line"]
    return found.filter(~pl.col("line").is_in(told.implode()))


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
    """One row for each ID: that an ID stands twice is a fault of its own."""
    import polars as pl

    return rows.filter(pl.col("sourcedId").is_first_distinct())


def _later(rows: "pl.DataFrame", *same: "pl.Expr") -> "pl.DataFrame":
    import polars as pl

    return rows.filter(~pl.struct(each.alias(str(n)) for n, each in enumerate(same)).is_first_distinct())

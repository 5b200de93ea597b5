"""An earlier set beside this one: which rows came, which went, and which are the same under another ID."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.tables.homerooms import FAMILY
from checks.tables.people import NAME
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class RecordKind:
    """Rows of one kind that CLI Engage keeps."""

    name: str
    file: str
    column: str
    word: str
    """What stands in the column of such a row."""


RECORD_KINDS = (
    RecordKind("students", "users.csv", "role", "student"),
    RecordKind("teachers", "users.csv", "role", "teacher"),
    RecordKind("homerooms", "classes.csv", "classType", "homeroom"),
)


def of_kind(rows: "pl.DataFrame", kind: RecordKind) -> "pl.DataFrame":
    """Return the rows of this kind."""
    import polars as pl

    return rows.filter(pl.col(kind.column) == kind.word)


def how_many(tables: Tables, kind: RecordKind) -> int:
    """Return how many rows of this kind a set has."""
    import polars as pl

    return int(tables[kind.file].select((pl.col(kind.column) == kind.word).sum()).item())


def are_whole(file: str, *sets: Tables, column: str = "sourcedId") -> bool:
    """Tell whether the file is a full one with rows, IDs and this column in each of the sets."""
    return all(
        tables.has(file, "sourcedId", column) and len(tables[file]) > 0 and tables.modes.get(file) != "delta"
        for tables in sets
    )


def only_in(one: Tables, other: Tables, file: str) -> "pl.DataFrame":
    """Return the rows of one set whose ID the other does not have, not even in a damaged row."""
    import polars as pl

    key = pl.col("sourcedId")
    rows = one[file].filter(~key.is_in(other[file]["sourcedId"].implode()) & (key != ""))
    return rows.filter(~key.is_in(list(other.damaged_keys.get(file, ()))))


def renamed(before: Tables, after: Tables, file: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of rows that are probably an earlier one, with its ID as `old`.

    People are known by their e-mail address (a student also by the given name, since an address may be the
    family's) or by name and birth date; classes by code or title at the same school. What two rows share
    tells nothing.
    """

    def find() -> "pl.DataFrame":
        import polars as pl

        gone, new = only_in(before, after, file), only_in(after, before, file)
        found = [new.clear().select("line", "sourcedId", old="sourcedId")]
        if gone.is_empty() or new.is_empty():
            return found[0]
        ways = _classes if file == "classes.csv" else _people
        for marks in zip(ways(before, gone), ways(after, new), strict=False):
            old, now = (mark.filter(~pl.col("mark").is_duplicated()) for mark in marks)
            found.append(
                now.join(old.select("mark", old="sourcedId"), on="mark").select("line", "sourcedId", "old")
            )
        return pl.concat(found).unique("sourcedId", keep="first").unique("old", keep="first").sort("line")

    return after.once(f"renamed {file}", find)


def _people(tables: Tables, rows: "pl.DataFrame") -> Iterator["pl.DataFrame"]:
    import polars as pl

    name = [pl.col(column).str.to_lowercase() for column in NAME]
    own = pl.when(pl.col("role") == "student").then(name[0]).otherwise(pl.lit(""))
    address = rows.filter((pl.col("email") != "") & ~pl.col("role").is_in(FAMILY))
    yield _marked(address, [pl.col("email").str.to_lowercase(), own])
    born = tables["demographics.csv"].filter(pl.col("birthDate") != "").select("sourcedId", "birthDate")
    known = rows.join(born.unique("sourcedId"), on="sourcedId")
    yield _marked(known, [*name, as_text("birthDate")])


def _classes(_tables: Tables, rows: "pl.DataFrame") -> Iterator["pl.DataFrame"]:
    import polars as pl

    for column in ("classCode", "title"):
        yield _marked(rows.filter(pl.col(column) != ""), [pl.col(column), as_text("schoolSourcedId")])


def _marked(rows: "pl.DataFrame", parts: Sequence["pl.Expr"]) -> "pl.DataFrame":
    """Return `line`, `sourcedId` and `mark`, what the row is known by."""
    import polars as pl

    mark = pl.concat_str(parts, separator="\n")
    return rows.select("line", "sourcedId", mark=mark)

"""Compare a set with an earlier one: rows added, rows removed, and rows with a new ID."""

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
    """A kind of record that CLI Engage keeps."""

    name: str
    file: str
    column: str
    word: str
    """The value of the column in such rows."""


RECORD_KINDS = (
    RecordKind("students", "users.csv", "role", "student"),
    RecordKind("teachers", "users.csv", "role", "teacher"),
    RecordKind("homerooms", "classes.csv", "classType", "homeroom"),
)


def counted(count: int, things: str) -> str:
    """Return the number with its word, such as "1 homeroom" or "1,200 students"."""
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"


def of_kind(rows: "pl.DataFrame", kind: RecordKind) -> "pl.DataFrame":
    """Return the rows of this kind."""
    import polars as pl

    return rows.filter(pl.col(kind.column) == kind.word)


def how_many(tables: Tables, kind: RecordKind) -> int:
    """Return the number of rows of this kind in a set."""
    import polars as pl

    return int(tables[kind.file].select((pl.col(kind.column) == kind.word).sum()).item())


def are_whole(file: str, *sets: Tables, column: str = "sourcedId") -> bool:
    """Return whether the file is full (bulk) and has rows, IDs and this column in each set."""
    return all(
        tables.has(file, "sourcedId", column) and len(tables[file]) > 0 and tables.modes.get(file) != "delta"
        for tables in sets
    )


def only_in(one: Tables, other: Tables, file: str) -> "pl.DataFrame":
    """Return the rows of one set whose ID is not in the other set, not even in a damaged row."""
    import polars as pl

    key = pl.col("sourcedId")
    rows = one[file].filter(~key.is_in(other[file]["sourcedId"].implode()) & (key != ""))
    return rows.filter(~key.is_in(list(other.damaged_keys.get(file, ()))))


def renamed(before: Tables, after: Tables, file: str) -> "pl.DataFrame":
    """Return `line` and `sourcedId` of rows that probably are an earlier row, whose ID is `old`.

    People match by e-mail address (students by given name too, since the address may be the family's) or by
    name and birth date; classes by code or title at the same school. A key that two rows share is ignored.
    """

    def find() -> "pl.DataFrame":
        import polars as pl

        gone, new = only_in(before, after, file), only_in(after, before, file)
        found = [new.clear().select("line", "sourcedId", old="sourcedId")]
        if gone.is_empty() or new.is_empty():
            return found[0]
        keyed = _classes if file == "classes.csv" else _people
        for pair in zip(keyed(before, gone), keyed(after, new), strict=False):
            old, now = (rows.filter(~pl.col("match").is_duplicated()) for rows in pair)
            found.append(
                now.join(old.select("match", old="sourcedId"), on="match").select("line", "sourcedId", "old")
            )
        return pl.concat(found).unique("sourcedId", keep="first").unique("old", keep="first").sort("line")

    return after.once(f"renamed {file}", find)


def _people(tables: Tables, rows: "pl.DataFrame") -> Iterator["pl.DataFrame"]:
    import polars as pl

    name = [pl.col(column).str.to_lowercase() for column in NAME]
    own = pl.when(pl.col("role") == "student").then(name[0]).otherwise(pl.lit(""))
    address = rows.filter((pl.col("email") != "") & ~pl.col("role").is_in(FAMILY))
    yield _with_match_key(address, [pl.col("email").str.to_lowercase(), own])
    born = tables["demographics.csv"].filter(pl.col("birthDate") != "").select("sourcedId", "birthDate")
    known = rows.join(born.unique("sourcedId"), on="sourcedId")
    yield _with_match_key(known, [*name, as_text("birthDate")])


def _classes(_tables: Tables, rows: "pl.DataFrame") -> Iterator["pl.DataFrame"]:
    import polars as pl

    for column in ("classCode", "title"):
        yield _with_match_key(rows.filter(pl.col(column) != ""), [pl.col(column), as_text("schoolSourcedId")])


def _with_match_key(rows: "pl.DataFrame", parts: Sequence["pl.Expr"]) -> "pl.DataFrame":
    """Return `line`, `sourcedId` and `match`, the key that identifies the row in both sets."""
    import polars as pl

    return rows.select("line", "sourcedId", match=pl.concat_str(parts, separator="\n"))

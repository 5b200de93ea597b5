"""Broken references, found once for all rules: where they are, and which row was probably meant.

Knowing the row that was meant avoids follow-up findings: a student whose enrollment lost its leading zeros
still has a homeroom.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.profile.model import ColumnSpec, FileSpec
from checks.tables.patterns import EXPONENT, is_list_form_broken
from checks.tables.suggestions import PLACEHOLDERS
from checks.tables.tables import Tables, as_text

if TYPE_CHECKING:
    import polars as pl

OTHER_NAMES = {
    "orgs.csv": ("identifier", "name"),
    "courses.csv": ("courseCode", "title"),
    "classes.csv": ("classCode", "title"),
    "users.csv": ("identifier", "username", "email"),
}
"""Columns that also name a row, and that an export may write in place of the sourcedId."""


class Form(StrEnum):
    """How a broken reference differs from the sourcedId it means.

    For the last two, that sourcedId is unknown.
    """

    CASE = "letter case"
    NUMBER = "decimal point"
    ZEROS_HERE = "leading zeros here"
    ZEROS_THERE = "leading zeros there"
    BLANKS = "blanks"
    EXPONENT = "exponent"
    PLACEHOLDER = "placeholder"


NOTHING = "nothing"
"""The cause where a whole column matches no column of the other file."""

MANY = 10
"""From this number of different IDs broken the same way, the whole column is one root cause."""

_INVISIBLE = r"[\s\u{AD}\u{200B}-\u{200F}\u{2060}\u{FEFF}]"
_DECIMALS = r"\.0+$"


def lost_references(tables: Tables) -> "pl.DataFrame":
    """Return one row per column and value that refers to a missing row.

    `order` numbers the columns in the order of the files; then `file`, `column`, `target` and `value`; `line`
    is the first row that refers to it and `rows` how many do. `meant` is the sourcedId probably meant and
    `reading` the reason: a Form, or the column of the target that has the value; both are blank if unknown.
    `cause` is the reading, or NOTHING, where the whole column has one root cause, and blank otherwise.
    """
    return tables.once("lost references", lambda: _lost_references(tables))


def meant(tables: Tables, file: str, column: str) -> "pl.Series":
    """Return the sourcedIds that the broken references of a column probably mean, as text."""
    import polars as pl

    return _lost_by(tables, file, column).filter(pl.col("meant") != "")["meant"]


def is_unreadable(tables: Tables, file: str, column: str) -> bool:
    """Return whether no reference of a column matches, so that it is unknown what its rows belong to."""
    return NOTHING in _lost_by(tables, file, column)["cause"]


def reference_columns(tables: Tables) -> Iterator[tuple[FileSpec, ColumnSpec]]:
    """Yield the columns that refer to a file with rows, in the order of the files.

    References to a set of changes (delta) are skipped, as it leaves out unchanged rows.
    """
    for spec in tables.profile.tables:
        for column in spec.columns:
            target = column.references
            is_known = bool(target) and tables.has(target, "sourcedId") and len(tables[target]) > 0
            if is_known and tables.has(spec.name, column.name) and tables.modes.get(target) != "delta":
                yield spec, column


def referring(
    tables: Tables, file: str, column: ColumnSpec, test: "pl.Expr", *, fails_alone: bool = False
) -> "pl.DataFrame":
    """Return `line` and `value` of every reference of a column whose `value` passes the test.

    Lists are split and blanks skipped. Malformed lists are skipped too, as they are a finding of their own.

    Args:
        tables: the set.
        file: the file of the column.
        column: one with references.
        test: an expression of `value`, which has the data type of the keys.
        fails_alone: whether a cell that fails the test as a whole has no item that passes it. Then only the
            other cells are split, which is faster, as most cells of a list column have one value.
    """
    import polars as pl

    cell, value = pl.col("cell"), pl.col("value")
    kind = tables[column.references]["sourcedId"].dtype
    cells = tables[file].select("line", value=column.name).filter(value != "")
    if not column.list:
        return cells.filter(test).select("line", as_text("value"))
    if fails_alone:
        alone = cells.select("line", cell="value", value=value.cast(kind)).filter(test)
        cells = alone.select("line", value="cell")
    lists = cells.select(cell=value.unique()).filter(~is_list_form_broken(cell))
    items = lists.with_columns(value=cell.str.split(",")).explode("value")
    wanted = items.with_columns(value.str.strip_chars().cast(kind)).filter((value != "") & test)
    if wanted.is_empty():
        return cells.clear()
    return cells.rename({"value": "cell"}).join(wanted, on="cell").select("line", as_text("value"))


def _lost_by(tables: Tables, file: str, column: str) -> "pl.DataFrame":
    import polars as pl

    return lost_references(tables).filter((pl.col("file") == file) & (pl.col("column") == column))


def _lost_references(tables: Tables) -> "pl.DataFrame":
    import polars as pl

    texts = dict.fromkeys(("file", "column", "target", "value", "meant", "reading", "cause"), pl.String)
    numbers = {"order": pl.Int32, "line": pl.UInt32, "rows": pl.UInt32}
    parts = [pl.DataFrame(schema={**numbers, **texts})]
    for order, (spec, column) in enumerate(reference_columns(tables)):
        lost = _lost_in(tables, spec.name, column)
        if not lost.is_empty():
            named = lost.with_columns(
                order=pl.lit(order, pl.Int32),
                file=pl.lit(spec.name),
                column=pl.lit(column.name),
                target=pl.lit(column.references),
                cause=_cause(tables, spec.name, column, lost),
            )
            parts.append(named.select(parts[0].columns))
    return pl.concat(parts)


def _lost_in(tables: Tables, file: str, column: ColumnSpec) -> "pl.DataFrame":
    """Return `value`, `line`, `rows`, `meant` and `reading` of every broken reference of a column."""
    import polars as pl

    value, line = pl.col("value"), pl.col("line")
    known = tables[column.references]["sourcedId"]
    lost = referring(tables, file, column, ~value.is_in(known.implode()), fails_alone=True)
    lost = lost.filter(~value.is_in(list(tables.damaged_keys.get(column.references, ()))))
    values = lost.group_by("value").agg(line.min(), rows=line.n_unique()).sort("line", "value")
    readings = _readings(tables, column.references, values.select("value"))
    damaged = (
        pl.when(value.str.contains(EXPONENT))
        .then(pl.lit(Form.EXPONENT.value))
        .when(value.is_in(list(PLACEHOLDERS)))
        .then(pl.lit(Form.PLACEHOLDER.value))
        .otherwise(pl.lit(""))
    )
    read = values.join(readings, on="value", how="left", maintain_order="left")
    return read.with_columns(pl.col("meant").fill_null(""), pl.col("reading").fill_null(damaged))


def _readings(tables: Tables, target: str, values: "pl.DataFrame") -> "pl.DataFrame":
    """Return `value`, `meant` and `reading` of the values the target has in another form or column."""
    import polars as pl

    if values.is_empty():
        return values.with_columns(meant=pl.lit(""), reading=pl.lit(""))
    keys = tables[target].select(meant=as_text("sourcedId"))
    plain = tables.once(
        f"plain {target}",
        lambda: keys.with_columns(plain=_plain("meant")).unique("plain", keep="first", maintain_order=True),
    )
    alike = values.with_columns(plain=_plain("value")).filter(pl.col("plain") != "").join(plain, on="plain")
    parts = [alike.select("value", "meant", reading=_reading())]
    for name in OTHER_NAMES.get(target, ()):
        if tables.has(target, name):
            rest = values.join(pl.concat(parts), on="value", how="anti")
            rows = tables[target].select(value=as_text(name), meant=as_text("sourcedId"))
            first = rows.unique("value", keep="first", maintain_order=True)
            parts.append(rest.join(first, on="value").with_columns(reading=pl.lit(name)))
    return pl.concat(parts)


def _plain(column: str) -> "pl.Expr":
    """Normalize an ID: drop what programs change, such as case, zeros, decimals and invisible characters."""
    import polars as pl

    text = pl.col(column).str.replace_all(_INVISIBLE, "").str.to_lowercase()
    return text.str.replace(_DECIMALS, "").str.strip_chars_start("0")


def _reading() -> "pl.Expr":
    """Return the Form in which `value` differs from `meant`; both normalize to the same ID."""
    import polars as pl

    value, key = (
        pl.col(name).str.replace_all(_INVISIBLE, "").str.to_lowercase() for name in ("value", "meant")
    )
    is_cased = pl.col("value").str.to_lowercase() == pl.col("meant").str.to_lowercase()
    is_decimal = value.str.contains(_DECIMALS) != key.str.contains(_DECIMALS)
    lengths = value.str.len_chars(), key.str.len_chars()
    return (
        pl.when(is_cased)
        .then(pl.lit(Form.CASE.value))
        .when(is_decimal)
        .then(pl.lit(Form.NUMBER.value))
        .when(lengths[0] < lengths[1])
        .then(pl.lit(Form.ZEROS_HERE.value))
        .when(lengths[0] > lengths[1])
        .then(pl.lit(Form.ZEROS_THERE.value))
        .otherwise(pl.lit(Form.BLANKS.value))
    )


def _cause(tables: Tables, file: str, column: ColumnSpec, lost: "pl.DataFrame") -> "pl.Expr":
    """Return the root cause most broken references of a column share; blank if they have none in common."""
    import polars as pl

    cells = tables[file].select(pl.col(column.name).unique())
    different = len(cells.filter(pl.first() != ""))
    counts = lost["reading"].value_counts(sort=True).sort("count", "reading", descending=True)
    reading, count = counts.row(0)
    if reading in OTHER_NAMES.get(column.references, ()):
        is_one_fault = count > 1
    elif reading:
        is_one_fault = count >= MANY
    else:
        has_own_ids = column.key and count > 1 and 2 * count > different
        is_one_fault = has_own_ids or count == different >= MANY
    if not is_one_fault or 2 * count <= len(lost):
        return pl.lit("")
    is_shared = pl.col("reading") == reading
    return pl.when(is_shared).then(pl.lit(reading or NOTHING)).otherwise(pl.lit(""))

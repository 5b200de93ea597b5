"""Races of a child that stands on several lines, one race a line, as some systems export them."""

from typing import TYPE_CHECKING

from dde_tui.build.export.grid import rows_named

if TYPE_CHECKING:
    from pandas import DataFrame, Series


def with_joined_races(rows: "DataFrame") -> "tuple[DataFrame, tuple[str, ...]]":
    """Return the rows with all races of a student on each of its lines, and a note on those joined.

    Args:
        rows: one row a line with the columns of `FIELDS`; the index is the export's row number.
    """
    known = rows[(rows["student_id"] != "") & (rows["race"] != "")]
    races = known.groupby("student_id")["race"]
    others = known.index[known["race"] != races.transform("first")].tolist()
    if not others:
        return rows, ()
    joined = rows["student_id"].map(races.agg(_joined)).fillna(rows["race"])
    first = f"{rows_named(others)}: another race of a student seen before"
    return rows.assign(race=joined), (f"{first}; all races of the student were put together.",)


def _joined(words: "Series[str]") -> str:
    return ",".join(dict.fromkeys(part for word in words for part in word.split(",")))

"""Where rows of the export disagree about one student, teacher, homeroom or school."""

from typing import TYPE_CHECKING

from dde_tui.build.export.grid import rows_named
from dde_tui.build.fields import FIELDS

if TYPE_CHECKING:
    from pandas import DataFrame

_CONFLICTS = (
    (
        "student",
        tuple(field.name for field in FIELDS),
        (
            "a student number seen before, with other data in {columns}. "
            "The first row counts, but the homeroom of each is kept"
        ),
    ),
    (
        "teacher",
        ("teacher_first_name", "teacher_last_name", "teacher_email"),
        "a teacher number seen before, with another name or e-mail. The first row counts",
    ),
    (
        "homeroom",
        ("teacher",),
        "another teacher for a homeroom seen before. The first one is the teacher of record",
    ),
    (
        "homeroom",
        ("homeroom_title", "room"),
        "another name or room for a homeroom seen before. The first counts",
    ),
    ("campus", ("campus_name",), "another name for a school seen before. The first one counts"),
)
"""Whose rows are compared, in which columns, and what is said where they differ."""


_MOST_COLUMNS = 4
"""Columns that are named in a note."""


def conflicts(rows: "DataFrame") -> tuple[str, ...]:
    """Return a sentence for each kind of conflict, with row numbers and without values.

    Args:
        rows: one row a child with the columns of `FIELDS` and the sourcedIds of student, teacher,
            homeroom and campus; the index is the export's row number.
    """
    notes = []
    for key, columns, why in _CONFLICTS:
        numbers, names = _differing(rows, key, columns)
        if numbers:
            notes.append(f"{rows_named(numbers)}: {why.format(columns=_named(names))}.")
    return tuple(notes)


def _named(columns: list[str]) -> str:
    shown = columns[:_MOST_COLUMNS]
    more = len(columns) - len(shown)
    return ", ".join(shown) + (f" and {more} more columns" if more else "")


def _differing(rows: "DataFrame", key: str, columns: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Return the rows that say something else than the first row of the same record, and in which columns."""
    known = rows[rows[key] != ""]
    first = known.groupby(key)[list(columns)].transform("first")
    differs = known[list(columns)] != first
    return known.index[differs.any(axis=1)].tolist(), differs.columns[differs.any()].tolist()

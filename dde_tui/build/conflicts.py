"""Where rows of the export disagree about one student, teacher, homeroom or school."""

from typing import TYPE_CHECKING

from dde_tui.build.fields import FIELDS
from dde_tui.build.grid import rows_named

if TYPE_CHECKING:
    from pandas import DataFrame

_CONFLICTS = (
    (
        "student",
        tuple(field.name for field in FIELDS),
        "a student number seen before, with other data. The first row counts, except for the homeroom",
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


def conflicts(rows: "DataFrame") -> tuple[str, ...]:
    """Return a sentence for each kind of conflict, with row numbers and without values.

    Args:
        rows: one row a child with the columns of `FIELDS` and the sourcedIds of student, teacher,
            homeroom and campus; the index is the export's row number.
    """
    return tuple(
        f"{rows_named(differing)}: {why}."
        for key, columns, why in _CONFLICTS
        if (differing := _differing(rows, key, columns))
    )


def _differing(rows: "DataFrame", key: str, columns: tuple[str, ...]) -> list[int]:
    """Return the rows that say something else than the first row of the same record."""
    known = rows[rows[key] != ""]
    first = known.groupby(key)[list(columns)].transform("first")
    return known.index[(known[list(columns)] != first).any(axis=1)].tolist()

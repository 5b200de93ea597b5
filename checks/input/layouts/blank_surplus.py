"""Tell rows that only have too many blank fields at the end from rows with a comma in a value.

Both have more fields than the header, and in both the last may be blank. A row is of the first kind only if
every value surely stands under its own column: then the surplus can be taken off.
"""

import re
from collections.abc import Sequence

from checks.profile.model import ColumnSpec, FileSpec, Type
from checks.suggest import letters

_FORMS = {
    Type.BOOLEAN: re.compile(r"true|false", re.IGNORECASE),
    Type.DATE: re.compile(r"\d{4}-\d\d-\d\d"),
    Type.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
}


class BlankSurplus:
    """Judges the rows of one file."""

    def __init__(self, header: Sequence[str], spec: FileSpec | None) -> None:
        known = {letters(column.name): column for column in spec.columns} if spec else {}
        self._columns = [known.get(letters(name)) for name in header]

    def is_in(self, cells: Sequence[str]) -> bool:
        """Return whether the row's surplus is blank and each value stands in its own column.

        A comma in a value would move the values after it. So words, dates and addresses must have their form,
        and after the last of them at most one value may stand; none after a list, whose quotes may be lost.
        """
        width = len(self._columns)
        if len(cells) <= width or any(cell.strip() for cell in cells[width:]):
            return False
        after = proofs = 0
        most = 1
        for cell, column in zip(cells, self._columns, strict=False):
            value = cell.strip()
            form = _form_of(column) if column and value else None
            if form is None:
                after += bool(value)
            elif not form.fullmatch(value):
                return False
            else:
                after, proofs, most = 0, proofs + 1, 0 if column and column.list else 1
        return proofs > 0 and after <= most


def _form_of(column: ColumnSpec) -> re.Pattern[str] | None:
    """Return the form of a column's values; None where a comma may be in a value."""
    if column.vocabulary:
        return re.compile("|".join(map(re.escape, column.vocabulary)), re.IGNORECASE)
    return None if column.list else _FORMS.get(column.type)

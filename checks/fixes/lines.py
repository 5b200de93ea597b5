"""Lines that are taken out, or freed of a blank surplus: no value of anybody is lost with them."""

import re

from checks.fixes.declaration import Fix
from checks.fixes.file_format import BLANK_LINE
from checks.input.layouts.non_data_lines import AGAIN, END_SIGN, SEPARATORS
from checks.input.rows import SURPLUS

DROPPED = {
    "blank": BLANK_LINE,
    SEPARATORS: Fix(
        code="DDE206",
        name="comma-line-dropped",
        sentence="removes lines that have commas and no values",
    ),
    AGAIN: Fix(
        code="DDE210",
        name="header-again-dropped",
        sentence="removes the column names where they stand again among the rows",
    ),
    END_SIGN: Fix(
        code="DDE210",
        name="end-sign-dropped",
        sentence="removes a line that is an end-of-file sign (Ctrl-Z)",
    ),
    SURPLUS: Fix(
        code="DDE203",
        name="blank-surplus-dropped",
        sentence="takes off blank fields at the end of a row that has more than the header",
    ),
}
"""By kind of `Block.others`. A total is left to a person: it shows whether rows are missing."""
LINE_ABOVE = Fix(
    code="DDE218",
    name="line-above-dropped",
    sentence="removes `sep=` and `#TYPE` lines above the column names",
)
LINES = (*(fix for fix in DROPPED.values() if fix is not BLANK_LINE), LINE_ABOVE)

_PROGRAMS = re.compile(rb"\"?(sep=.|#TYPE .*)\"?[,;\t|]*\s*", re.IGNORECASE)


def is_of_a_program(line: bytes) -> bool:
    """Return whether a line above the header is one that a spreadsheet or PowerShell wrote for itself."""
    return bool(_PROGRAMS.fullmatch(line))

"""All fixes, one family a file; each is one declaration."""

from checks.fixes.apply import DUPLICATE
from checks.fixes.declaration import Fix
from checks.fixes.file_format import FORMS
from checks.fixes.header import HEADERS
from checks.fixes.lines import LINES
from checks.fixes.values.dates import DATES
from checks.fixes.values.leading_zeros import ZEROS
from checks.fixes.values.lists import LISTS
from checks.fixes.values.vocabulary import WORDS

SHAPES = (*FORMS, *HEADERS)
"""Those of whole files, in the order in which they are made."""

CELLS = (*LISTS, *WORDS, *DATES, *ZEROS)
"""Those of single values, in the order in which they are made: a list is one before its words are read."""


def all_fixes() -> dict[str, Fix]:
    """Return every fix by its name, in the order of the rules' codes."""
    fixes: list[Fix] = [*SHAPES, *LINES, *CELLS, DUPLICATE]
    return {fix.name: fix for fix in sorted(fixes, key=lambda fix: fix.code)}


def fixes_of(code: str) -> tuple[Fix, ...]:
    """Return what `dde fix` does about a rule; nothing where it leaves the rule's findings alone."""
    return tuple(fix for fix in all_fixes().values() if fix.code == code)

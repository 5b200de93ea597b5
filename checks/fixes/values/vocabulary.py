"""Words that a column lists: other letter case, and grades without their leading zero.

A synonym, such as F for female or HR for homeroom, is left: what a school means is for it to say.
"""

from checks.fixes.declaration import CellFix, KnownColumn, each


def _word(known: KnownColumn, value: str) -> str:
    """Leave a status: in a full set the column is to be blank, and which rows go is for a person to say."""
    if known.column.delta:
        return value
    return each(known, value, lambda word: _in_case(word, known.column.vocabulary))


def _flag(_known: KnownColumn, value: str) -> str:
    return _in_case(value, ("true", "false"))


def _grade(known: KnownColumn, value: str) -> str:
    return each(known, value, lambda grade: _code(grade, known.column.vocabulary))


def _code(grade: str, known: tuple[str, ...]) -> str:
    is_digit = len(grade) == 1 and grade in "123456789"
    return f"0{grade}" if is_digit and f"0{grade}" in known else _in_case(grade, known)


def _in_case(word: str, known: tuple[str, ...]) -> str:
    """Return the one word of the list that differs in letter case alone."""
    alike = [each for each in known if each.casefold() == word.casefold()]
    return alike[0] if len(alike) == 1 else word


WORDS = (
    CellFix(
        code="DDE301",
        name="word-in-case",
        sentence="writes a word of the standard in its letter case",
        apply=_word,
    ),
    CellFix(
        code="DDE303",
        name="flag-in-case",
        sentence="writes TRUE and FALSE in lower case",
        apply=_flag,
    ),
    CellFix(
        code="DDE304",
        name="grade-code",
        sentence="writes a grade in the standard's letter case, and 1 to 9 with the leading zero",
        apply=_grade,
    ),
)

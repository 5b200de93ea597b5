"""Hints that suggest the word an invalid value probably meant, without repeating the value.

Suggestions come only from the column's own vocabulary.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from checks.profile.model import ColumnSpec, Type
from checks.suggest import closest

if TYPE_CHECKING:
    import polars as pl

PLACEHOLDERS = {
    **dict.fromkeys(("NULL", "(null)", "[NULL]", "<null>", "\\N"), "a database"),
    **dict.fromkeys(("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"), "a failed formula"),
    "#N/A": "a failed lookup",
    "N/A": "a person or a program",
    **dict.fromkeys(("NaN", "undefined"), "a program"),
}
"""Placeholders for a missing value, in the exact spelling programs write, and what writes them. Not here:
`Null`, a family name, and `NA`, which may be an ID."""

_NOTHING = frozenset(
    (
        *("null", "none", "nil", "nan", "na", "n/a", "undefined", "(null)", "(blank)", "blank", "empty"),
        *("unknown", "unk", "undeclared", "-", "--", "?", "."),
    )
)
"""In a column with a fixed vocabulary, all of these mean that the value is unknown."""

ASKED_FOR = ("birthDate", "sex", "hispanicOrLatinoEthnicity")
"""Optional columns of demographics.csv for which CLI Engage asks when a student is created by hand."""
_MISSED = frozenset((*ASKED_FOR, "grades", "email"))
"""Optional columns in which a blank is a finding of its own where the person is in a homeroom."""

_MEANINGS: dict[str, tuple[str, ...]] = {
    "female": ("f", "girl", "woman", "w", "fem"),
    "male": ("m", "boy", "man"),
    "student": ("pupil", "learner", "child", "stu", "s", "kid"),
    "teacher": ("instructor", "faculty", "t", "tchr", "educator", "teacherofrecord", "tor"),
    "aide": ("paraprofessional", "para", "assistant", "teacheraide", "ta"),
    "administrator": ("admin", "principal", "counselor", "siteadministrator", "districtadministrator"),
    "parent": ("mother", "father", "mom", "dad"),
    "guardian": ("legalguardian",),
    "homeroom": ("hr", "hmrm", "advisory", "attendance"),
    "scheduled": ("section", "class", "course", "regular", "schedule"),
    "district": ("lea", "isd", "schooldistrict"),
    "school": ("campus", "elementary", "building", "sch"),
    "schoolYear": ("year", "sy", "fullyear"),
    "semester": ("sem",),
    "gradingPeriod": ("quarter", "markingperiod", "sixweeks", "nineweeks", "gp"),
    "tobedeleted": ("deleted", "delete", "dropped", "removed", "withdrawn"),
    "active": ("enabled", "current", "a"),
    "PK": (
        "prek",
        "prek3",
        "prek4",
        "pk3",
        "pk4",
        "pk03",
        "pk04",
        "prekg",
        "prekindergarten",
        "4k",
        "p4",
        "p3",
    ),
    "PR": ("preschool", "ps3", "ps4"),
    "KG": ("k", "kg5", "k5", "5k", "kn", "kd", "kk", "kinder", "kindergarten", "0", "00"),
    "TK": ("transitionalkindergarten", "ttk"),
    "IT": ("infant", "toddler", "infanttoddler"),
    "UG": ("ungraded",),
}
"""Words of the standard, and what schools and their systems use instead, as lower-case letters and digits."""

_MEANT = {word: meant for meant, words in _MEANINGS.items() for word in words}
_BELOW_KINDERGARTEN = ("-1", "-2", "-3")
_SEX_OF_1_2 = frozenset(("x", "u", "n", "nb", "nonbinary", "other", "unspecified"))
_BETWEEN = re.compile(r"[/&+\-–]| and | or ")
_NUMBERED = re.compile(r"(?:grade|gr|g)?\s*0*([0-9]{1,2})(?:\.0+|st|nd|rd|th)?(?:\s*grade)?", re.IGNORECASE)


def hint_for_word(column: ColumnSpec, value: str) -> str:
    """Return a hint that suggests a word of the vocabulary; blank if there is no likely one."""
    parts = value.split(",") if column.list else [value]
    wrong = (part.strip() for part in parts if part.strip() not in column.vocabulary)
    return _hint(column, next(wrong, ""))


def hint_for_flag(column: ColumnSpec, value: str) -> str:
    """Return a hint that says which of true and false a cell meant."""
    word = value.casefold().removesuffix(".0")
    for flag, others in (("true", ("yes", "y", "1", "t", "on")), ("false", ("no", "n", "0", "f", "off"))):
        if word == flag:
            return f"Write {flag} in lower case. A spreadsheet changes it to capital letters."
        if word in others:
            return f"Write {flag}."
    return hint_for_nothing(column, value)


def hint_for_nothing(column: ColumnSpec, value: str) -> str:
    """Return a hint for a placeholder for a missing value; blank if the value is not one."""
    if value not in PLACEHOLDERS and value.casefold() not in _NOTHING:
        return ""
    origin = PLACEHOLDERS.get(value) or PLACEHOLDERS.get(value.upper(), "")
    cause = f"{origin.capitalize()} wrote this for a missing value" if origin else "It means a missing value"
    return f"{cause}. {cure_for_nothing(column)}"


def cure_for_nothing(column: ColumnSpec) -> str:
    """Return what to do where the value is missing; a blank that is a finding in its turn is no cure."""
    if column.required:
        return "Fill in the real one."
    if column.name in _MISSED:
        return "Fill in the real one. If nobody knows it, leave the cell blank."
    return "Leave the cell blank."


def means_nothing(cell: "pl.Expr") -> "pl.Expr":
    """Return whether a cell holds a word for a missing value, whoever wrote it."""
    return cell.is_in(list(PLACEHOLDERS)) | cell.str.to_lowercase().is_in(list(_NOTHING))


def is_known_word(column: ColumnSpec, word: str) -> bool:
    """Return whether a word is in the column's vocabulary, means one of it, or is a placeholder."""
    return (
        meant_word(column, word) is not None or bool(hint_for_nothing(column, word)) or _plain(word) in _MEANT
    )


def is_known_flag(column: ColumnSpec, word: str) -> bool:
    """Return whether a word is true or false, means one of them, or is a placeholder."""
    return word in ("true", "false") or bool(hint_for_flag(column, word))


def hint_by_look(looks: Iterable[tuple[str, str]], value: str) -> str:
    """Return the hint of the first pattern that matches the value; blank if none does."""
    return next((words for pattern, words in looks if re.search(pattern, value)), "")


def _hint(column: ColumnSpec, word: str) -> str:
    if word.casefold().startswith("ext:"):
        return "OneRoster 1.1 does not allow custom ext: values, which belong to 1.2."
    if column.type is Type.GRADE and word in _BELOW_KINDERGARTEN:
        return "Some systems number the years before kindergarten -1 and -2. Is it PK?"
    return (
        _suggestion(word, meant_word(column, word))
        or _word_of_1_2(column, word)
        or hint_for_nothing(column, word)
        or _several(column, word)
        or _suggestion(word, _misspelled(column, word))
    )


def _suggestion(word: str, meant: str | None) -> str:
    if not meant:
        return ""
    if meant.casefold() == word.casefold():
        return f"Did you mean {meant}? Upper and lower case matter."
    if meant == word.zfill(2):
        return f"Write {meant}. A spreadsheet removes the leading zero."
    return f"Did you mean {meant}?"


def _word_of_1_2(column: ColumnSpec, word: str) -> str:
    is_known = "male" in column.vocabulary and _plain(word) in _SEX_OF_1_2
    return "OneRoster 1.1 has no other values. Ask CLI what to send for this student." if is_known else ""


def _several(column: ColumnSpec, word: str) -> str:
    several = [meant_word(column, part) for part in _BETWEEN.split(word)]
    if len(several) < 2 or not all(several):
        return ""
    listed = ",".join(dict.fromkeys(part for part in several if part))
    how = f", or the list {listed} if you mean all" if column.list else ""
    return f"It names several values. Write one of them{how}."


def meant_word(column: ColumnSpec, word: str) -> str | None:
    """Return the word of the vocabulary that is equal except for case and punctuation, or a synonym."""
    known = {_plain(listed): listed for listed in column.vocabulary}
    plain = _plain(word)
    number = _NUMBERED.fullmatch(word) if column.type is Type.GRADE else None
    meanings = (number[1].zfill(2) if number else "", plain, _plain(_MEANT.get(plain, "")))
    return next((known[each] for each in meanings if each in known), None)


def _misspelled(column: ColumnSpec, word: str) -> str | None:
    """Return the closest word of the vocabulary; one or two characters are close to too many."""
    known = {listed.casefold(): listed for listed in column.vocabulary}
    near = closest(word.casefold(), known, alike=0.75) if len(_plain(word)) > 2 else []
    return known[near[0]] if near else None


def _plain(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())

"""What a wrong word most likely meant, so that a hint can say it; never the word itself.

Suggestions come from the column's own vocabulary: a word of another list is never offered.
"""

import re
from collections.abc import Iterable

from checks.profile.model import ColumnSpec, Type
from checks.suggest import closest

PLACEHOLDERS = {
    **dict.fromkeys(("NULL", "(null)", "[NULL]", "<null>", "\\N"), "a database"),
    **dict.fromkeys(("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"), "a formula that failed"),
    **dict.fromkeys(("N/A", "#N/A"), "a lookup that found nothing"),
    **dict.fromkeys(("NaN", "undefined"), "a program that found nothing"),
}
"""Words that stand for a missing value, in the exact spelling in which programs write them, and what wrote
them. `Null` is a family name and `NA` may be an ID: neither is here."""

_NOTHING = frozenset(
    (
        *("null", "none", "nil", "nan", "na", "n/a", "undefined", "(null)", "(blank)", "blank", "empty"),
        *("unknown", "unk", "undeclared", "-", "--", "?", "."),
    )
)
"""In a column whose words are fixed, all of these mean that nobody knows."""

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
"""Words of the standard, and what schools and their systems say instead: letters and digits, lower case."""

_MEANT = {word: meant for meant, words in _MEANINGS.items() for word in words}
_SEX_OF_1_2 = frozenset(("x", "u", "n", "nb", "nonbinary", "other", "unspecified"))
_BETWEEN = re.compile(r"[/&+\-–]| and | or ")
_NUMBERED = re.compile(r"(?:grade|gr|g)?\s*0*([0-9]{1,2})(?:\.0+|st|nd|rd|th)?(?:\s*grade)?", re.IGNORECASE)


def hint_for_word(column: ColumnSpec, value: str) -> str:
    """Return what to write instead, in one sentence, or nothing when nobody can know."""
    parts = value.split(",") if column.list else [value]
    wrong = (part.strip() for part in parts if part.strip() not in column.vocabulary)
    return _hint(column, next(wrong, ""))


def hint_for_flag(column: ColumnSpec, value: str) -> str:
    """Return which of true and false a cell meant, and why it is written otherwise."""
    word = value.casefold().removesuffix(".0")
    for flag, others in (("true", ("yes", "y", "1", "t", "on")), ("false", ("no", "n", "0", "f", "off"))):
        if word == flag:
            return f"Write {flag} in lower case; a spreadsheet changes it to capital letters."
        if word in others:
            return f"Write {flag}."
    return hint_for_nothing(column, value)


def hint_for_nothing(column: ColumnSpec, value: str) -> str:
    """Return what to do about a word for a missing value; nothing when it is not one."""
    if value not in PLACEHOLDERS and value.casefold() not in _NOTHING:
        return ""
    origin = PLACEHOLDERS.get(value) or PLACEHOLDERS.get(value.upper(), "")
    cause = f"It was written by {origin} for a missing value" if origin else "It stands for a missing value"
    return f"{cause}: {'fill in the real one' if column.required else 'leave the cell blank'}."


def is_known_word(column: ColumnSpec, word: str) -> bool:
    """Tell whether a word is one of the column's, means one, or stands for a missing value."""
    return _meant(column, word) is not None or bool(hint_for_nothing(column, word)) or _plain(word) in _MEANT


def is_known_flag(column: ColumnSpec, word: str) -> bool:
    """Tell whether a word is a flag, means one, or stands for a missing value."""
    return word in ("true", "false") or bool(hint_for_flag(column, word))


def hint_by_look(looks: Iterable[tuple[str, str]], value: str) -> str:
    """Return the words beside the first pattern that is found in the value; nothing when none is."""
    return next((words for pattern, words in looks if re.search(pattern, value)), "")


def _hint(column: ColumnSpec, word: str) -> str:
    if word.casefold().startswith("ext:"):
        return "ext: values belong to OneRoster 1.2; this is 1.1, which has no words of one's own."
    return (
        _suggestion(word, _meant(column, word))
        or _word_of_1_2(column, word)
        or hint_for_nothing(column, word)
        or _several(column, word)
        or _suggestion(word, _misspelled(column, word))
    )


def _suggestion(word: str, meant: str | None) -> str:
    if not meant:
        return ""
    if meant.casefold() == word.casefold():
        return f"Did you mean {meant}? Upper and lower case count."
    if meant == word.zfill(2):
        return f"The same grade with its leading zero is {meant}; a spreadsheet takes the zero away."
    return f"Did you mean {meant}?"


def _word_of_1_2(column: ColumnSpec, word: str) -> str:
    is_known = "male" in column.vocabulary and _plain(word) in _SEX_OF_1_2
    return "OneRoster 1.1 has no other words; leave the cell blank." if is_known else ""


def _several(column: ColumnSpec, word: str) -> str:
    several = [_meant(column, part) for part in _BETWEEN.split(word)]
    if len(several) < 2 or not all(several):
        return ""
    listed = ",".join(dict.fromkeys(part for part in several if part))
    how = f", or where all are meant, {listed} as a list" if column.list else ""
    return f"It names several: write one of them{how}."


def _meant(column: ColumnSpec, word: str) -> str | None:
    """Return the word of the vocabulary that is the same but for case and signs, or means the same."""
    known = {_plain(listed): listed for listed in column.vocabulary}
    plain = _plain(word)
    number = _NUMBERED.fullmatch(word) if column.type is Type.GRADE else None
    meanings = (number[1].zfill(2) if number else "", plain, _plain(_MEANT.get(plain, "")))
    return next((known[each] for each in meanings if each in known), None)


def _misspelled(column: ColumnSpec, word: str) -> str | None:
    """Return the nearest word of the vocabulary; two signs are near to too many."""
    known = {listed.casefold(): listed for listed in column.vocabulary}
    near = closest(word.casefold(), known, alike=0.75) if len(_plain(word)) > 2 else []
    return known[near[0]] if near else None


def _plain(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())

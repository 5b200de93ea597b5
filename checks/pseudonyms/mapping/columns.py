"""Which columns are about persons, and which values are words that everybody writes alike.

A column is about persons unless it is known to be about something else: so one that a profile adds is
replaced too.
"""

import re
from datetime import date
from enum import Enum

from checks.profile.model import ColumnSpec, FileSpec, Profile, Type
from checks.tables.references import OTHER_NAMES
from checks.tables.suggestions import PLACEHOLDERS, is_known_flag, is_known_word

PUBLIC_FILES = frozenset(("academicSessions.csv", "orgs.csv", "courses.csv", "manifest.csv"))
"""The district, its schools, terms and courses: no person's."""
RACES = (
    *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
    *("nativeHawaiianOrOtherPacificIslander", "white"),
)
_SEVERAL_RACES = "demographicRaceTwoOrMoreRaces"
"""It follows from the flags of the races, so it stays where these are dealt anew."""
_OF_CLASSES = frozenset(("subjects", "subjectCodes", "periods"))
_WITH_BIRTHS = frozenset(("users.csv", "demographics.csv"))
_IDS = frozenset(("identifier", "internal-id", "state-unique-id", "user-ids"))
"""Meanings of columns in which one value may name one person."""

_SIGN, _MONTH = "[-/. –—−‐‑]", "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})"
DATE_LIKE = re.compile(
    rf"(?i)([0-9]{{1,4}}{_SIGN}([0-9]{{1,2}}|{_MONTH}){_SIGN}[0-9]{{1,4}}"
    rf"|{_MONTH} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{8}})"
    r"([ T][0-9:.]+ ?(am|pm|z|[+-][0-9:]+)?)?"
)
_YEAR_LIKE = re.compile("(?i)(sy *)?[0-9]{2,4}(\\.0+)?([-–/ ]+[0-9]{2,4})?")
_FORMS = {Type.DATE: DATE_LIKE, Type.DATETIME: DATE_LIKE, Type.YEAR: _YEAR_LIKE}
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-)[0-9]{2}([T ])(?:[01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(?:[.][0-9]+)?(\D.*|)"
)
_OF_MANIFEST = re.compile("(?i)(file|manifest|oneroster|source)[.][a-z]+|absent|bulk|delta|[0-9]([.][0-9])?")
_SHORT_CODE = re.compile("[0-9A-Za-z]{1,2}")


class Treatment(Enum):
    """What becomes of the cells of a column."""

    NAME = "replaced, for each person by another word"
    ID = "replaced, the same value everywhere by the same"
    BIRTH = "moved to another day"
    WORD = "kept where it is a word of the standard, or meant for one"
    DEALT = "dealt anew among the words of the standard"
    RACE = "dealt anew among the races"
    DAY = "kept where it is a date"
    CHANGED = "kept where it is a date, of a moment only the month"
    PUBLIC = "kept, unless a person's value stands in it"
    REFERENCE = "kept where it names a school, term or course that is there, in any spelling"
    HIDDEN = "hidden, because nobody knows what it is"


def treatment_of(spec: FileSpec, column: ColumnSpec, *, is_of_people: bool = False) -> Treatment:  # noqa: PLR0911
    """Return what becomes of a column's cells; `is_of_people` where a public file holds persons after all."""
    if spec.name in PUBLIC_FILES and not is_of_people:
        return Treatment.PUBLIC
    if column.references in PUBLIC_FILES:
        return Treatment.REFERENCE
    if column.type in (Type.ENUM, Type.BOOLEAN, Type.GRADE, Type.YEAR):
        is_of_a_body = spec.name == "demographics.csv" and not column.delta and not column.list
        if column.name in RACES:
            return Treatment.RACE
        return Treatment.DEALT if is_of_a_body and column.name != _SEVERAL_RACES else Treatment.WORD
    if column.type is Type.DATETIME:
        return Treatment.CHANGED
    if column.type is Type.DATE:
        return Treatment.BIRTH if spec.name in _WITH_BIRTHS else Treatment.DAY
    if spec.name == "classes.csv" and column.name in _OF_CLASSES:
        return Treatment.PUBLIC
    names_a_row = column.key or column.references or column.name in OTHER_NAMES["users.csv"]
    is_free = column.type is Type.STRING and column.means not in _IDS and not names_a_row
    return Treatment.NAME if spec.name in _WITH_BIRTHS and is_free else Treatment.ID


def is_about_people(spec: FileSpec, column: ColumnSpec) -> bool:
    """Tell whether a replaced value is a student's or a teacher's own, and not only a class's."""
    return spec.name in _WITH_BIRTHS or column.references == "users.csv"


def means_nobody(spec: FileSpec, column: ColumnSpec, value: str) -> bool:
    """Tell whether a value is a word or a date that everybody writes alike, or plainly meant for one.

    Only where words or dates are expected: in another column the same letters may be a name.
    """
    if value in PLACEHOLDERS:
        return True
    if not spec.table:
        return bool(_OF_MANIFEST.fullmatch(value))
    if column.type is Type.BOOLEAN:
        return is_known_flag(column, value)
    if form := _FORMS.get(column.type):
        return bool(form.fullmatch(value))
    is_of_words = column.type in (Type.ENUM, Type.GRADE)
    return is_of_words and all(
        not item or is_known_word(column, item) or _SHORT_CODE.fullmatch(item)
        for item in re.split(r"[,;|/\[\]\"\s]+", value)
    )


def month_of(moment: str) -> str:
    """Return a moment as the first one of its month, in the same form; what is no moment as it is.

    To the millisecond it would tell whoever may look into the SIS which row it is.
    """
    found = _MOMENT.fullmatch(moment)
    try:
        date.fromisoformat(moment[:10])
    except ValueError:
        found = None
    return f"{found[1]}01{found[2]}00:00{':00' if found[3] else ''}{found[4]}" if found else moment


def known_names(profile: Profile) -> frozenset[str]:
    """Return what the profile calls its files and columns, in small letters: that is nobody's."""
    names = (name for spec in profile.files for name in (spec.name, *spec.header))
    return frozenset(name.lower() for name in (*names, *profile.other_files))

"""Which columns are about persons, and which values are words that everybody writes alike.

A column is about persons unless it is known to be about something else: so one that a profile adds is
replaced too.
"""

import re
from collections.abc import Iterable
from enum import Enum

from checks.profile.model import ColumnSpec, FileSpec, Profile, Type
from checks.pseudonyms.mapping.date_map import MONTH
from checks.tables.suggestions import PLACEHOLDERS, is_known_flag, is_known_word

PUBLIC_FILES = frozenset(("academicSessions.csv", "orgs.csv", "courses.csv", "manifest.csv"))
"""The district, its schools, terms and courses: no person's."""

RACES = (
    *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
    *("nativeHawaiianOrOtherPacificIslander", "white"),
)
SEVERAL_RACES = "demographicRaceTwoOrMoreRaces"
"""It follows from the flags of the races, so it stays where these are dealt anew."""

_OF_CLASSES = frozenset(("subjects", "subjectCodes", "periods"))
_WITH_BIRTHS = frozenset(("users.csv", "demographics.csv"))
_SIGN = "[-/. –—−]"
_DATE_LIKE = re.compile(
    rf"(?i)([0-9]{{1,4}}{_SIGN}([0-9]{{1,2}}|{MONTH}){_SIGN}[0-9]{{1,4}}"
    rf"|{MONTH} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{8}})"
    r"([ T][0-9:.]+ ?(am|pm|z|[+-][0-9:]+)?)?"
)
_YEAR_LIKE = re.compile("(?i)(sy *)?[0-9]{2,4}(\\.0+)?([-–/ ]+[0-9]{2,4})?")
_FORMS = {Type.DATE: _DATE_LIKE, Type.DATETIME: _DATE_LIKE, Type.YEAR: _YEAR_LIKE}
_OF_MANIFEST = re.compile("(?i)(file|manifest|oneroster|source)[.][a-z]+|absent|bulk|delta|[0-9]([.][0-9])?")
_SHORT_CODE = re.compile("[0-9A-Za-z]{1,2}")


class Treatment(Enum):
    """What becomes of the cells of a column."""

    PERSON = "replaced"
    BIRTH = "moved to another day"
    WORD = "kept where it is a word of the standard, or meant for one"
    DEALT = "dealt anew among the words of the standard"
    DAY = "kept where it is a date"
    PUBLIC = "kept, unless a person's value stands in it"
    REFERENCE = "kept where it names a school, term or course that is there, in any spelling"
    HIDDEN = "hidden behind x and 0, because nobody knows what it is"


def part_of(spec: FileSpec, column: ColumnSpec, *, is_of_people: bool = False) -> Treatment:
    """Return what becomes of a column's cells; `is_of_people` where a public file holds persons after all."""
    if spec.name in PUBLIC_FILES and not is_of_people:
        return Treatment.PUBLIC
    if column.references in PUBLIC_FILES:
        return Treatment.REFERENCE
    if column.type in (Type.ENUM, Type.BOOLEAN, Type.GRADE, Type.YEAR):
        is_of_a_body = spec.name == "demographics.csv" and not column.delta
        return Treatment.DEALT if is_of_a_body and not column.list else Treatment.WORD
    if column.type in (Type.DATE, Type.DATETIME):
        is_birth = spec.name in _WITH_BIRTHS and column.type is Type.DATE
        return Treatment.BIRTH if is_birth else Treatment.DAY
    if spec.name == "classes.csv" and column.name in _OF_CLASSES:
        return Treatment.PUBLIC
    return Treatment.PERSON


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


def reserved_words(profile: Profile) -> frozenset[str]:
    """Return words, in small letters, that nothing may be replaced by: they would mean something."""
    words: Iterable[str] = (
        *PLACEHOLDERS,
        *("true", "false", "yes", "no", "on", "off", "null", "nil", "none", "e"),
        *(
            name
            for spec in profile.files
            for column in spec.columns
            for name in (column.name, *column.vocabulary)
        ),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    )
    return frozenset(part for word in words for part in re.findall("[a-z]{2,}", word.lower()))


def known_names(profile: Profile) -> frozenset[str]:
    """Return what the profile calls its files and columns, in small letters: that is nobody's."""
    names = (name for spec in profile.files for name in (spec.name, *spec.header))
    return frozenset(name.lower() for name in (*names, *profile.other_files))

"""Detect files in another OneRoster version or another standard.

An SIS often offers several exports with similar names. Picking the wrong one should give one finding, not a
hundred about columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edition:
    """Another version of OneRoster: its file layouts, and what only it has."""

    name: str
    headers: Mapping[str, tuple[str, ...]]
    """File name to columns, for files whose columns differ from 1.1."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """File name to a hint that says where its columns are."""
    files: tuple[str, ...] = ()
    """Names of files only this version has."""
    marks: frozenset[str] = frozenset()
    """Column names that can't be a typo, so one is enough to detect the version."""


_FIRST = ("sourcedId", "status", "dateLastModified")

EDITIONS = (
    Edition(
        "1.0",
        {
            "academicSessions.csv": (*(*_FIRST, "title", "type", "startDate", "endDate", "parentSourcedId"),),
            "orgs.csv": (
                *(*_FIRST, "name", "type", "identifier", "metadata.classification", "metadata.gender"),
                *("metadata.boarding", "parentSourcedId"),
            ),
            "courses.csv": (
                *(*_FIRST, "schoolYearId", "metadata.duration", "title", "courseCode", "grade"),
                *("orgSourcedId", "subjects"),
            ),
            "classes.csv": (
                *(*_FIRST, "title", "grade", "courseSourcedId", "classCode", "classType", "location"),
                *("schoolSourcedId", "termSourcedId", "subjects"),
            ),
            "users.csv": (
                *(*_FIRST, "orgSourcedIds", "role", "username", "userId", "givenName", "familyName"),
                *("identifier", "email", "sms", "phone", "agents"),
            ),
            "demographics.csv": (
                *("userSourcedId", "status", "dateLastModified", "birthdate", "sex"),
                *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
                *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
                *("hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation"),
                *("cityOfBirth", "publicSchoolResidenceStatus"),
            ),
            "enrollments.csv": (
                *("sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "status"),
                *("dateLastModified", "primary"),
            ),
        },
        marks=frozenset({"agents", "schoolYearId"}),
    ),
    Edition(
        "1.2",
        {
            "users.csv": (
                *(*_FIRST, "enabledUser", "username", "userIds", "givenName", "familyName", "middleName"),
                *("identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password"),
                *("userMasterIdentifier", "resourceSourcedIds", "preferredGivenName"),
                *("preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
            )
        },
        hints={"users.csv": "OneRoster 1.1 has role and orgSourcedIds in users.csv, not in roles.csv."},
        files=(
            *("userProfiles.csv", "roles.csv", "userResources.csv", "scoreScales.csv"),
            *("lineItemScoreScales.csv", "resultScoreScales.csv"),
            *("lineItemLearningObjectiveIds.csv", "resultLearningObjectiveIds.csv"),
        ),
    ),
)
"""1.0 from public samples; 1.2 from the differences listed in its specification."""


def find_edition(file: str, names: list[str], today: tuple[str, ...]) -> Edition | None:
    """Return the other version that a file's header is in, or None.

    A single name may be a typo, so two names of that version are needed; or one name or its order, if the
    header has no name that only 1.1 has and another one is missing.

    Args:
        file: the file's name in the profile.
        names: the raw header.
        today: the columns in the profile.
    """
    for edition in EDITIONS:
        header = edition.headers.get(file, ())
        old = set(header) - set(today)
        old_here = {name for name in old & set(names) if not _is_added(name, names, today)}
        lost = set(today) - set(header) - set(names)
        is_pure = not (set(today) - set(header)) & set(names)
        has_its_order = follows(names, header) and not follows(names, today)
        if len(old_here) > 1 or old_here & edition.marks:
            return edition
        if is_pure and len(old_here) + len(lost) > 1 and (old_here or has_its_order):
            return edition
    return None


def edition_of_set(
    headers: Mapping[str, list[str]], standard: Mapping[str, tuple[str, ...]]
) -> Edition | None:
    """Return the version that two files or more are in, and with them the whole set, or None.

    A file alone may not tell: academicSessions.csv of 1.0 only lacks a column.

    Args:
        headers: the raw header of each file of the profile that is in the set.
        standard: the columns of each file in the standard.
    """
    found = [find_edition(file, names, standard[file]) for file, names in headers.items()]
    return next((edition for edition in EDITIONS if found.count(edition) > 1), None)


def _is_added(name: str, names: list[str], today: tuple[str, ...]) -> bool:
    """Return whether it is a metadata column in its right place, after all others."""
    return name.startswith("metadata.") and not set(names[names.index(name) :]) & set(today)


def follows(names: list[str], header: tuple[str, ...]) -> bool:
    """Return whether the names that are in the header are in its order."""
    places = [header.index(name) for name in names if name in header]
    return places == sorted(places)

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


def _is_added(name: str, names: list[str], today: tuple[str, ...]) -> bool:
    """Return whether it is a metadata column in its right place, after all others."""
    return name.startswith("metadata.") and not set(names[names.index(name) :]) & set(today)


def follows(names: list[str], header: tuple[str, ...]) -> bool:
    """Return whether the names that are in the header are in its order."""
    places = [header.index(name) for name in names if name in header]
    return places == sorted(places)


@dataclass(frozen=True, slots=True)
class Standard:
    """Another standard, detected by columns its files have and columns they never have."""

    name: str
    signs: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    """File name in lower case to the columns it has and the columns it lacks, also in lower case."""


def _sign(has: str, lacks: str = "") -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(has.split(",")), frozenset(lacks.split(",")) - {""}


STANDARDS = (
    Standard(
        "Microsoft School Data Sync (SDS) V1",
        {
            "school.csv": _sign("sis id,name"),
            "section.csv": _sign("sis id,school sis id"),
            "student.csv": _sign("sis id,school sis id"),
            "teacher.csv": _sign("sis id,school sis id"),
            "studentenrollment.csv": _sign("section sis id,sis id"),
            "teacherroster.csv": _sign("section sis id,sis id"),
        },
    ),
    Standard(
        "Microsoft School Data Sync (SDS) V2.1",
        {
            "roles.csv": _sign("usersourcedid,orgsourcedid,role", "sourcedid,roletype"),
            "users.csv": _sign("sourcedid,username", "status,role,enableduser"),
            "classes.csv": _sign("sourcedid,orgsourcedid", "status,schoolsourcedid"),
            "enrollments.csv": _sign("classsourcedid,usersourcedid", "sourcedid,schoolsourcedid"),
            "relationships.csv": _sign("usersourcedid,relationshipusersourcedid"),
            "userflags.csv": _sign("usersourcedid,flag"),
        },
    ),
    Standard(
        "Clever",
        {
            "schools.csv": _sign("school_id,school_name"),
            "students.csv": _sign("school_id,student_id"),
            "teachers.csv": _sign("school_id,teacher_id"),
            "sections.csv": _sign("school_id,section_id"),
            "enrollments.csv": _sign("school_id,section_id,student_id"),
        },
    ),
)


def find_standard(headers: Mapping[str, frozenset[str]]) -> tuple[Standard, tuple[str, ...]] | None:
    """Return the other standard that a set is in, and the files that show it, or None.

    A set with as many OneRoster files or more is a OneRoster set with some other files.

    Args:
        headers: file name to columns, both in lower case.
    """
    own = sum({"sourcedid", "status"} <= columns for columns in headers.values())
    for standard in STANDARDS:
        shown = tuple(
            file
            for file, (has, lacks) in standard.signs.items()
            if has <= headers.get(file, frozenset()) and not lacks & headers[file]
        )
        if len(shown) > max(own, 1):
            return standard, shown
    return None


def may_be_other_standard(names: frozenset[str]) -> bool:
    """Return whether a set has a file name that only another standard has; names in lower case."""
    own = {"users.csv", "classes.csv", "enrollments.csv"}
    return any(names & (standard.signs.keys() - own) for standard in STANDARDS)

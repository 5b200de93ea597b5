"""Detect a set in another standard: the export of another program that also rosters schools.

A file of such a set is known by its name and by columns of its own. Sources: what Microsoft School Data Sync,
Clever, Canvas (SIS import) and Apple School Manager publish about their CSV files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Sign:
    """A file of another standard; all names in lower case."""

    file: str
    has: frozenset[str]
    """Columns that it always has."""
    lacks: frozenset[str] = frozenset()
    """Columns that it never has, which a OneRoster file of this name has."""


@dataclass(frozen=True)
class Standard:
    """Another standard, detected by columns its files have and columns they never have."""

    name: str
    signs: tuple[Sign, ...]

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of its files, in lower case."""
        return frozenset(sign.file for sign in self.signs)

    def shown_by(self, headers: Mapping[str, frozenset[str]]) -> Iterator[str]:
        """Yield the files that are in this standard."""
        for sign in self.signs:
            columns = headers.get(sign.file, frozenset())
            if sign.has <= columns and not sign.lacks & columns:
                yield sign.file


def _sign(file: str, has: str, lacks: str = "") -> Sign:
    return Sign(f"{file}.csv", frozenset(has.split(",")), frozenset(lacks.split(",")) - {""})


STANDARDS = (
    Standard(
        "Microsoft School Data Sync (SDS) V1",
        (
            _sign("school", "sis id,name"),
            _sign("section", "sis id,school sis id"),
            _sign("student", "sis id,school sis id"),
            _sign("teacher", "sis id,school sis id"),
            _sign("studentenrollment", "section sis id,sis id"),
            _sign("teacherroster", "section sis id,sis id"),
            _sign("guardianrelationship", "sis id,email,role"),
            *(_sign("school", "dfe number,name"), _sign("section", "id,school dfe number")),
            *(_sign("student", "id,school dfe number"), _sign("teacher", "id,school dfe number")),
            *(_sign("studentenrollment", "section id,id"), _sign("teacherroster", "section id,id")),
        ),
    ),
    Standard(
        "Microsoft School Data Sync (SDS) V2.1",
        (
            _sign("roles", "usersourcedid,orgsourcedid,role", "sourcedid,roletype"),
            _sign("users", "sourcedid,username", "status,role,enableduser,orgsourcedids"),
            _sign("classes", "sourcedid,orgsourcedid", "status,schoolsourcedid"),
            _sign("enrollments", "classsourcedid,usersourcedid", "sourcedid,schoolsourcedid"),
            _sign("orgs", "sourcedid,name,type", "status,datelastmodified,identifier"),
            _sign("relationships", "usersourcedid,relationshipusersourcedid"),
            _sign("userflags", "usersourcedid,flag"),
        ),
    ),
    Standard(
        "Microsoft School Data Sync (SDS) V2",
        (
            _sign("users", "sourcedid,username,orgsourcedids,role", "status,enableduser,datelastmodified"),
            _sign("classes", "sourcedid,orgsourcedid,title", "status,schoolsourcedid"),
            _sign("enrollments", "classsourcedid,usersourcedid,role", "sourcedid,schoolsourcedid"),
            _sign("orgs", "sourcedid,name,type", "status,datelastmodified,identifier"),
            _sign("courses", "sourcedid,orgsourcedid,title", "status,datelastmodified,coursecode"),
            _sign("academicsessions", "sourcedid,title,type", "status,datelastmodified"),
        ),
    ),
    Standard(
        "Clever",
        (
            _sign("schools", "school_id,school_name"),
            _sign("students", "school_id,student_id"),
            _sign("teachers", "school_id,teacher_id"),
            _sign("sections", "school_id,section_id"),
            _sign("enrollments", "school_id,section_id,student_id"),
            _sign("staff", "school_id,staff_id"),
        ),
    ),
    Standard(
        "Apple School Manager",
        (
            _sign("locations", "location_id,location_name"),
            _sign("students", "person_id,location_id"),
            _sign("staff", "person_id,location_id"),
            _sign("courses", "course_id,location_id", "sourcedid"),
            _sign("classes", "class_id,course_id,location_id", "sourcedid"),
            _sign("rosters", "roster_id,class_id,student_id"),
        ),
    ),
    Standard(
        "Canvas SIS",
        (
            _sign("accounts", "account_id,parent_account_id"),
            _sign("terms", "term_id,name,status"),
            _sign("courses", "course_id,short_name,long_name", "sourcedid"),
            _sign("sections", "section_id,course_id,name,status"),
            _sign("users", "user_id,login_id,status", "sourcedid"),
            _sign("enrollments", "user_id,role,section_id,status", "sourcedid"),
            _sign("enrollments", "user_id,role,course_id,status", "sourcedid"),
            _sign("xlists", "xlist_course_id,section_id"),
        ),
    ),
)


def find_standard(headers: Mapping[str, frozenset[str]]) -> tuple[Standard, tuple[str, ...]] | None:
    """Return the other standard that a set is in, and the files that show it, or None.

    It is the one that most files show. A set with as many OneRoster files or more is a OneRoster set with
    some other files.

    Args:
        headers: file name to columns, both in lower case.
    """
    own = sum({"sourcedid", "status"} <= columns for columns in headers.values())
    shown = {standard: tuple(dict.fromkeys(standard.shown_by(headers))) for standard in STANDARDS}
    best = max(STANDARDS, key=lambda standard: len(shown[standard]))
    return (best, shown[best]) if len(shown[best]) > max(own, 1) else None

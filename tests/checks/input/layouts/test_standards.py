"""A set of another standard is known by its files' columns, and a OneRoster set is none."""

import pytest

from checks.input.layouts.editions import EDITIONS
from checks.input.layouts.standards import STANDARDS, find_standard
from checks.rules.choices import load_profile

PROFILE = load_profile("oneroster-1.1")
_, NEW = EDITIONS


def columns(names):
    return frozenset(name.lower() for name in names.split(","))


SDS_V1 = {
    "school.csv": columns("SIS ID,Name"),
    "section.csv": columns("SIS ID,School SIS ID,Section Name"),
    "student.csv": columns("SIS ID,School SIS ID,Username"),
    "teacher.csv": columns("SIS ID,School SIS ID,Username"),
    "studentenrollment.csv": columns("Section SIS ID,SIS ID"),
    "teacherroster.csv": columns("Section SIS ID,SIS ID"),
}
SDS_V2 = {
    "orgs.csv": columns("sourcedId,name,type,parentSourcedId"),
    "users.csv": columns(
        "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone"
    ),
    "roles.csv": columns("userSourcedId,orgSourcedId,role"),
    "classes.csv": columns("sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId"),
    "enrollments.csv": columns("classSourcedId,userSourcedId,role"),
}
OURS = {spec.name.lower(): columns(",".join(spec.header)) for spec in PROFILE.tables}


@pytest.mark.parametrize(("headers", "name"), [(SDS_V1, "V1"), (SDS_V2, "V2.1")])
def test_school_data_sync_is_known_by_its_columns(headers, name):
    standard, files = find_standard(headers)
    assert name in standard.name
    assert set(files) <= set(headers)


def test_a_small_set_of_school_data_sync_is_known():
    users_only = {file: SDS_V2[file] for file in ("orgs.csv", "users.csv", "roles.csv")}
    assert find_standard(users_only)[0].name.endswith("V2.1")
    two = {file: SDS_V1[file] for file in ("school.csv", "student.csv")}
    assert find_standard(two)[0].name.endswith("V1")


@pytest.mark.parametrize("more", [{}, SDS_V1, {"roles.csv": SDS_V2["roles.csv"]}])
def test_a_whole_set_of_oneroster_stays_one_whatever_lies_beside_it(more):
    assert find_standard({**OURS, **more}) is None


def test_oneroster_1_2_is_no_school_data_sync():
    headers = {
        **OURS,
        "users.csv": columns(",".join(NEW.headers["users.csv"])),
        "roles.csv": columns(
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId"
        ),
    }
    assert find_standard(headers) is None


@pytest.mark.parametrize("headers", [{}, {"users.csv": frozenset()}, {"school.csv": columns("a,b")}])
def test_names_without_columns_are_no_standard(headers):
    assert find_standard(headers) is None


def test_no_standard_shares_a_file_name_with_another_in_another_case():
    assert all(file == file.lower() for standard in STANDARDS for file in standard.files)


CANVAS = {
    "users.csv": columns("user_id,login_id,first_name,last_name,status"),
    "enrollments.csv": columns("course_id,user_id,role,section_id,status"),
    "courses.csv": columns("course_id,short_name,long_name,status"),
}
APPLE = {
    "students.csv": columns("person_id,first_name,last_name,location_id"),
    "classes.csv": columns("class_id,course_id,instructor_id,location_id"),
    "rosters.csv": columns("roster_id,class_id,student_id"),
}
SDS_V2_OF_2022 = {
    "orgs.csv": columns("sourcedId,name,type,parentSourcedId"),
    "users.csv": columns("sourcedId,orgSourcedIds,username,givenName,familyName,role,grade"),
    "classes.csv": columns("sourcedId,orgSourcedId,title"),
    "enrollments.csv": columns("classSourcedId,userSourcedId,role"),
}


@pytest.mark.parametrize(
    ("headers", "name"), [(CANVAS, "Canvas SIS"), (APPLE, "Apple School Manager"), (SDS_V2_OF_2022, "V2")]
)
def test_standards_that_share_file_names_with_ours_are_told_apart(headers, name):
    standard, files = find_standard(headers)
    assert standard.name.endswith(name)
    assert set(files) == set(headers)


def test_a_oneroster_set_that_lost_its_optional_columns_stays_one():
    lost = columns("status,dateLastModified")
    assert find_standard({file: names - lost for file, names in OURS.items()}) is None

"""Another edition or another standard is known by its columns, and never by a slip of the pen."""

import pytest

from checks.input.editions import EDITIONS, STANDARDS, find_edition, find_standard, may_be_other_standard
from checks.rules.choices import load_profile

PROFILE = load_profile("oneroster-1.1")
OLD, NEW = EDITIONS


def edition(file, names):
    found = find_edition(file, list(names), PROFILE.file(file).header)
    return found and found.name


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


@pytest.mark.parametrize("spec", PROFILE.files, ids=lambda spec: spec.name)
def test_the_standard_is_no_other_edition(spec):
    assert edition(spec.name, spec.header) is None


@pytest.mark.parametrize(
    ("which", "file"),
    [(each, file) for each in EDITIONS for file in each.headers],
    ids=lambda each: getattr(each, "name", each),
)
def test_the_whole_header_of_an_edition_is_that_edition(which, file):
    assert edition(file, which.headers[file]) == which.name


@pytest.mark.parametrize("spec", PROFILE.tables, ids=lambda spec: spec.name)
def test_no_single_column_that_is_missing_or_misspelled_makes_another_edition(spec):
    for column in spec.header:
        assert edition(spec.name, [name for name in spec.header if name != column]) is None
        changed = [name.removesuffix("s").lower() if name == column else name for name in spec.header]
        assert edition(spec.name, changed) is None


def test_a_name_that_nobody_writes_by_a_slip_is_enough():
    users = [{"agentSourcedIds": "agents"}.get(name, name) for name in PROFILE.file("users.csv").header]
    assert edition("users.csv", users) == "1.0"


def test_two_names_of_an_edition_are_enough():
    header = PROFILE.file("users.csv").header
    old = {"userIds": "userId", "grades": "grade"}
    assert edition("users.csv", [old.get(name, name) for name in header[:-2]]) is None
    assert edition("users.csv", [*header, "preferredGivenName", "pronouns"]) == "1.2"


def test_metadata_columns_at_their_place_are_of_this_edition():
    header = PROFILE.file("orgs.csv").header
    added = ["metadata.classification", "metadata.gender", "metadata.boarding"]
    assert edition("orgs.csv", [*header, *added]) is None
    assert edition("orgs.csv", [*header[:-1], *added, header[-1]]) == "1.0"


@pytest.mark.parametrize(("headers", "name"), [(SDS_V1, "V1"), (SDS_V2, "V2.1")])
def test_school_data_sync_is_known_by_its_columns(headers, name):
    standard, files = find_standard(headers)
    assert name in standard.name
    assert set(files) <= set(headers)
    assert may_be_other_standard(frozenset(headers))


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


def test_oneroster_alone_is_not_even_looked_at():
    assert not may_be_other_standard(frozenset(OURS))


@pytest.mark.parametrize("headers", [{}, {"users.csv": frozenset()}, {"school.csv": columns("a,b")}])
def test_names_without_columns_are_no_standard(headers):
    assert find_standard(headers) is None


def test_no_standard_shares_a_file_name_with_another_in_another_case():
    assert all(file == file.lower() for standard in STANDARDS for file in standard.signs)

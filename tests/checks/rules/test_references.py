"""References and keys: a root cause is one finding, and a damaged parent makes no orphans."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, RenameFile, changed
from checks.example.tiny import tiny
from checks.profile import load_profile


def students(count, **values):
    return [
        AddRow("users.csv", 3, {"sourcedId": f"X{number}", "username": f"x{number}", **values})
        for number in range(count)
    ]


def test_a_missing_school_that_400_rows_refer_to_is_one_finding(check_files):
    files = changed(tiny(), students(400, orgSourcedIds="999"))
    report = check_files(files, select=("DDE502",))
    (found,) = report.findings
    assert (found.file, found.line, found.column, found.affected) == ("users.csv", 5, "orgSourcedIds", 400)
    assert (report.rules["DDE502"].count, report.rules["DDE502"].affected) == (1, 400)


def test_each_lost_id_is_a_finding_at_the_first_cell_that_refers_to_it(check_files):
    changes = [
        *students(2, orgSourcedIds="998"),
        *students(3, orgSourcedIds="057950101,999"),
        *students(1, orgSourcedIds="998 , 999"),
    ]
    report = check_files(changed(tiny(), changes), select=("DDE502",))
    assert [(found.line, found.value, found.affected) for found in report.findings] == [
        (5, "998", 3),
        (7, "999", 4),
    ]


def test_a_row_that_names_a_lost_id_twice_is_one_row(check_files):
    (found,) = check_files(changed(tiny(), students(1, orgSourcedIds="9,9")), select=("DDE502",)).findings
    assert found.affected == 1


def test_ids_are_told_apart_by_letter_case_and_zeros(check_files, places):
    changes = [
        Cell("enrollments.csv", 3, "userSourcedId", "s1"),
        Cell("enrollments.csv", 4, "classSourcedId", "c1"),
    ]
    assert places(check_files(changed(tiny(), changes), select=("DDE502",))) == [
        ("DDE502", "enrollments.csv", 3, "userSourcedId"),
        ("DDE502", "enrollments.csv", 4, "classSourcedId"),
    ]
    files = changed(tiny(), [Cell("orgs.csv", 2, "sourcedId", "57950")])
    assert {place[3] for place in places(check_files(files, select=("DDE502",)))} == {
        "parentSourcedId",
        "orgSourcedId",
    }


def test_a_padded_id_still_matches(check_files, places):
    files = changed(
        tiny(),
        [Cell("users.csv", 3, "sourcedId", " S1 "), Cell("enrollments.csv", 4, "classSourcedId", "C1 ")],
    )
    assert {place[0] for place in places(check_files(files))} == {"DDE307"}


@pytest.mark.parametrize(
    "parent", [spec.name for spec in load_profile().tables if spec.name != "demographics.csv"]
)
def test_a_parent_that_is_missing_or_empty_makes_no_orphans(check_files, places, parent):
    for change in (RenameFile(parent, ""), *([DropRow(parent, 2)] * (len(tiny()[parent]) == 1))):
        report = check_files(changed(tiny(), [change]))
        assert not {code for code, *_ in places(report)} & {"DDE502", "DDE602", "DDE604", "DDE607", "DDE703"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04\0\xff", b"sourcedId\n", b"x\ny\n"])
@pytest.mark.parametrize("parent", [spec.name for spec in load_profile().tables])
def test_a_parent_of_which_nothing_can_be_read_makes_no_orphans(check_files, places, parent, data):
    files = changed(tiny(), ())
    files[parent] = data
    found = {code for code, *_ in places(check_files(files))}
    assert not found & {"DDE502", "DDE602", "DDE603", "DDE604", "DDE605", "DDE607", "DDE703", "DDE106"}


@pytest.mark.parametrize(
    "damage",
    [
        Bytes("users.csv", b"Zo\xc3\xab,O'Quinn", b"Zo\xc3\xab"),
        Bytes("users.csv", b"Zo\xc3\xab", b'"Zo\xc3\xab'),
        Bytes("users.csv", b"Zo\xc3\xab", b'Z"o"\xc3\xab'),
        Bytes("users.csv", b"S1,", b'"S1",extra,'),
    ],
)
def test_a_damaged_row_does_not_orphan_what_refers_to_it(check_files, places, damage):
    report = check_files(changed(tiny(), [damage]))
    assert [place[:3] for place in places(report)] in (
        [("DDE203", "users.csv", 3)],
        [("DDE204", "users.csv", 3)],
    )


def test_a_damaged_row_of_one_file_hides_no_orphan_of_another(check_files, places):
    changes = [
        Bytes("orgs.csv", b"Pecan Grove", b"Pecan, Grove"),
        Cell("enrollments.csv", 4, "userSourcedId", "S999"),
    ]
    assert ("DDE502", "enrollments.csv", 4, "userSourcedId") in places(check_files(changed(tiny(), changes)))


def test_every_later_row_of_an_id_is_a_finding_and_blank_ids_are_none(check_files, places):
    changes = [AddRow("users.csv", 3, {}), AddRow("users.csv", 3, {"sourcedId": " S1"})]
    changes += [AddRow("users.csv", 3, {"sourcedId": ""}), AddRow("users.csv", 3, {"sourcedId": ""})]
    assert places(check_files(changed(tiny(), changes), select=("DDE501",))) == [
        ("DDE501", "users.csv", 5, "sourcedId"),
        ("DDE501", "users.csv", 6, "sourcedId"),
    ]


def test_the_same_name_or_username_alone_makes_nobody_a_duplicate(check_files):
    twin = {"sourcedId": "S3", "identifier": "007217"}
    changes = [
        AddRow("users.csv", 3, twin),
        AddRow("demographics.csv", 2, {"sourcedId": "S3"}),
        AddRow("enrollments.csv", 3, {"sourcedId": "E4", "userSourcedId": "S3"}),
    ]
    assert check_files(changed(tiny(), changes)).findings == ()


def test_a_school_may_be_its_own_list_of_one_or_two(check_files):
    changes = [
        Cell("users.csv", 2, "orgSourcedIds", "057950101,057950"),
        Cell("users.csv", 3, "orgSourcedIds", "057950101 , 057950"),
    ]
    assert check_files(changed(tiny(), changes)).findings == ()

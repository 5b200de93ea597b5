"""Broken references: a root cause is one finding, and a damaged parent makes no orphans."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, DropRow, RenameFile, changed
from checks.example.tiny import tiny
from checks.rules.choices import load_profile


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


def test_a_school_may_be_its_own_list_of_one_or_two(check_files):
    changes = [
        Cell("users.csv", 2, "orgSourcedIds", "057950101,057950"),
        Cell("users.csv", 3, "orgSourcedIds", "057950,057950101"),
    ]
    assert check_files(changed(tiny(), changes)).findings == ()


def test_a_row_that_several_files_refer_to_is_one_finding_at_the_first_of_them(check_files):
    report = check_files(changed(tiny(), [Cell("orgs.csv", 2, "sourcedId", "1")]), select=("DDE502",))
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column) == ("orgs.csv", 3, "parentSourcedId")
    assert (finding.value, finding.affected) == ("057950", 2)


def test_a_user_missing_from_users_is_told_at_the_demographics_and_counts_the_enrollment(check_files):
    (finding,) = check_files(changed(tiny(), [DropRow("users.csv", 4)])).findings
    assert (finding.code, finding.file, finding.line) == ("DDE502", "demographics.csv", 3)
    assert finding.affected == 2


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "words"),
    [
        ("users.csv", 3, "orgSourcedIds", "57950101", "with its leading zeros"),
        ("users.csv", 3, "orgSourcedIds", "000057950101", "without its leading zeros"),
        ("classes.csv", 2, "schoolSourcedId", "57950101.0", "decimal"),
        ("enrollments.csv", 3, "userSourcedId", "s1", "another letter case"),
        ("enrollments.csv", 3, "userSourcedId", "S\u200b1", "invisible"),
        ("enrollments.csv", 3, "userSourcedId", "007215", "the identifier of one"),
        ("enrollments.csv", 3, "userSourcedId", "S999", "not in users.csv."),
        ("enrollments.csv", 3, "userSourcedId", "1.23457E+11", "scientific notation"),
        ("orgs.csv", 3, "parentSourcedId", "NULL", "missing value"),
        ("classes.csv", 2, "courseSourcedId", "Prekindergarten", "the title of one"),
    ],
)
def test_a_message_knows_how_the_id_is_written_in_the_other_file(
    check_files, file, line, column, value, words
):
    report = check_files(changed(tiny(), [Cell(file, line, column, value)]), select=("DDE502", "DDE506"))
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column) == (file, line, column)
    assert words in finding.message
    assert value not in finding.message + finding.hint


@pytest.mark.parametrize("column", ["identifier", "username"])
def test_a_column_that_holds_another_column_is_one_finding_and_its_people_are_placed(
    check_files, places, column
):
    users = tiny()["users.csv"]
    changes = [
        Cell("enrollments.csv", line, "userSourcedId", row[column]) for line, row in enumerate(users, 2)
    ]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [("DDE506", "enrollments.csv", 2, "userSourcedId")]
    assert report.findings[0].affected == 3
    assert f"has the {column} of users" in report.findings[0].message


def test_demographics_under_the_identifier_are_one_finding(check_files, places):
    changes = [
        Cell("demographics.csv", 2, "sourcedId", "007215"),
        Cell("demographics.csv", 3, "sourcedId", "007216"),
    ]
    assert places(check_files(changed(tiny(), changes))) == [("DDE506", "demographics.csv", 2, "sourcedId")]


def test_demographics_with_ids_of_their_own_are_one_finding(check_files, places):
    changes = [Cell("demographics.csv", line, "sourcedId", f"D{line}") for line in (2, 3)]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [("DDE506", "demographics.csv", 2, "sourcedId")]
    assert "IDs of its own" in report.findings[0].message


def test_a_class_named_by_its_code_is_one_finding_and_no_homeroom_is_empty(check_files, places):
    changes = [Cell("enrollments.csv", line, "classSourcedId", "PK-1") for line in (2, 3, 4)]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [("DDE502", "enrollments.csv", 2, "classSourcedId")]
    assert report.findings[0].affected == 3


def many_children(number, enrolled_as):
    """Children 0100000, 0100001 ..., each with demographics and an enrollment under another form of the ID."""
    ids = {f"0{100000 + n}": f"2022-03-{n + 1:02}" for n in range(number)}
    return [
        change
        for id_, born in ids.items()
        for change in (
            AddRow(
                "users.csv",
                3,
                {"sourcedId": id_, "username": f"u{id_}", "identifier": f"i{id_}", "givenName": f"A {id_}"},
            ),
            AddRow("demographics.csv", 2, {"sourcedId": id_, "birthDate": born}),
            AddRow("enrollments.csv", 3, {"sourcedId": f"E{id_}", "userSourcedId": enrolled_as(id_)}),
        )
    ]


def test_leading_zeros_lost_in_a_whole_column_are_one_finding_and_its_people_are_placed(check_files, places):
    report = check_files(changed(tiny(), many_children(12, lambda id_: id_.lstrip("0"))))
    assert places(report) == [("DDE502", "enrollments.csv", 5, "userSourcedId")]
    assert report.findings[0].affected == 12
    assert "leading zeros" in report.findings[0].message


def test_leading_zeros_lost_in_a_few_cells_are_told_one_by_one(check_files, places):
    report = check_files(changed(tiny(), many_children(3, lambda id_: id_.lstrip("0"))))
    assert places(report) == [("DDE502", "enrollments.csv", line, "userSourcedId") for line in (5, 6, 7)]


def test_a_column_of_which_nothing_is_found_is_one_finding(check_files, places):
    changes = [
        *many_children(12, lambda id_: f"X{id_}"),
        *(Cell("enrollments.csv", line, "userSourcedId", f"Y{line}") for line in (2, 3, 4)),
    ]
    report = check_files(changed(tiny(), changes))
    assert places(report) == [("DDE506", "enrollments.csv", 2, "userSourcedId")]
    assert report.findings[0].affected == 15


def test_a_list_in_another_form_is_no_broken_reference_too(check_files, places):
    changes = [Cell("users.csv", 3, "orgSourcedIds", "057950101;057950")]
    assert places(check_files(changed(tiny(), changes))) == [("DDE310", "users.csv", 3, "orgSourcedIds")]


def test_a_set_of_changes_refers_to_rows_it_does_not_hold(check_files, places):
    changes = [
        *(Cell("manifest.csv", line, "value", "delta") for line in range(4, len(tiny()["manifest.csv"]) + 2)),
        DropRow("users.csv", 3),
    ]
    report = check_files(changed(tiny(), changes), select=("DDE106", "DDE5", "DDE6", "DDE7"))
    assert places(report) == []


def test_a_row_that_two_children_refer_to_by_mistake_and_a_good_one_stay_apart(check_files):
    changes = [
        Cell("enrollments.csv", 3, "userSourcedId", "007215"),
        Cell("enrollments.csv", 4, "userSourcedId", "S999"),
    ]
    report = check_files(changed(tiny(), changes), select=("DDE502", "DDE506"))
    assert [(f.code, f.line) for f in report.findings] == [("DDE502", 3), ("DDE502", 4)]


def test_a_few_values_of_another_column_among_many_lost_ones_stand_for_themselves(check_files, places):
    changes = many_children(4, lambda id_: f"i{id_}" if id_ < "0100002" else f"X{id_}")
    report = check_files(changed(tiny(), changes), select=("DDE502", "DDE506"))
    assert places(report) == [("DDE502", "enrollments.csv", line, "userSourcedId") for line in (5, 6, 7, 8)]
    assert ["identifier" in finding.message for finding in report.findings] == [True, True, False, False]

"""Single values, type by type: which are taken and which are not, and what is said of them."""

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny
from checks.finding import Severity

GOOD = {
    ("users.csv", "enabledUser"): ["true", "false"],
    ("users.csv", "role"): ["student", "aide", "relative"],
    ("users.csv", "email"): ["", "a@b.c", "o'neil+x@sub.district.k12.tx.us", "zoë@caféschule.example"],
    ("users.csv", "grades"): ["", "PK", "KG", "01", "13", "Other"],
    ("users.csv", "orgSourcedIds"): ["057950101", "057950101,057950", "HR 1", "x" * 256],
    ("users.csv", "userIds"): ["", "{LDAP:x}", "{LDAP:x},{LTI:y}", "{LDAP:cn=a,ou=b}"],
    ("users.csv", "identifier"): ["007215", "1E5", "1.5", "NA", "Null", "10.0.1"],
    ("users.csv", "phone"): ["+1 555 0100", "+15550100", "(555) 0100", "555.0100"],
    ("users.csv", "username"): ["null", "nan", "@", "-x"],
    ("users.csv", "middleName"): ["Null", "Nan", "NA", "None", "-", "x" * 255, "é" * 255],
    ("classes.csv", "grades"): ["PK,KG", "PK,KG,01"],
    ("classes.csv", "subjects"): ["Reading", "Reading,Social studies", "Math; advanced", "[x] y", "R&D"],
    ("classes.csv", "periods"): ["1", "1,3,5"],
    ("demographics.csv", "birthDate"): ["2022-03-14", "2024-02-29", "2052-03-01"],
    ("academicSessions.csv", "schoolYear"): ["2027"],
    ("enrollments.csv", "sourcedId"): ["E1-x_y.z/1@a", "x" * 255, "1E5", "1.5", "NULL"],
    ("enrollments.csv", "userSourcedId"): ["E 1#", "1.2E+11", "7215.0", "T1,S1", "S1\u200b"],
    ("orgs.csv", "name"): ["1E5", "NA", "null", "Null ISD", "<b>", "7.0", "1.2E+11", "a=b", "+ 1", "-- x"],
}
BAD = {
    ("users.csv", "enabledUser"): ("DDE303", ["TRUE", "True", "1", "0", "yes", "Y", "NULL"]),
    ("users.csv", "role"): ("DDE301", ["Student", "STUDENT", "pupil", "ext:nurse", "student,aide", "NULL"]),
    ("users.csv", "status"): ("DDE301", ["Active", "deleted", "x"]),
    ("users.csv", "dateLastModified"): (
        "DDE404",
        [
            "2026-08-12",
            "2026-08-12T14:05:00",
            "2026-08-12T14:05:00-05:00",
            "2026-08-12 14:05:00Z",
            "2026-02-30T14:05:00Z",
            "2026-08-12T24:00:00Z",
        ],
    ),
    ("users.csv", "email"): (
        "DDE308",
        ["a", "a@b", "a b@c.d", "a@b.", "a@b..c", "a@b.c,d@e.f", "@b.c", "<a@b.c>", "x a@b.c", "NULL", "N/A"],
    ),
    ("users.csv", "grades"): ("DDE304", ["K", "1", "PK4", "Pre-K", "PR/PK", "pk", "other", "N/A", "1.0"]),
    ("users.csv", "agentSourcedIds"): (
        "DDE310",
        ["T1,", ",T1", "T1,,T2", "T1, T2", "T1 ,T2", "T1;T2", "T1|T2", '["T1"]', "[T1,T2]", "{T1,T2}", "{}"],
    ),
    ("classes.csv", "grades"): ("DDE310", ['["PK"]', "PK;KG", "PK|KG", "K;x", "PK, KG", "{PK,KG}"]),
    ("classes.csv", "subjects"): (
        "DDE310",
        ['["Reading"]', "[]", "Reading;Writing", "Reading, Writing", "a,"],
    ),
    ("classes.csv", "periods"): ("DDE310", ["1;3", "1|3|5", "1, 3"]),
    ("users.csv", "userIds"): ("DDE319", ["4711", "LDAP:x", "{x}", "{LDAP:}", "{LDAP:x},4711"]),
    ("demographics.csv", "birthDate"): (
        "DDE401",
        [
            "3/14/2022",
            "2022-02-30",
            "2022-3-14",
            "20220314",
            "2022-03-14 00:00:00",
            "2022-03-14T00:00:00Z",
            "44634",
            "٢٠٢٢-٠٣-١٤",
            "2022–03–14",
            "NULL",
        ],
    ),
    ("academicSessions.csv", "schoolYear"): (
        "DDE402",
        ["27", "2026-27", "2026-2027", "3027", "20٢٧", "2027.0"],
    ),
    ("enrollments.csv", "sourcedId"): (
        "DDE306",
        ["a b", "a#b", "é", "x" * 256, "a,b", "{a}", "#N/A", "=1", "E1\u200b"],
    ),
    ("classes.csv", "sourcedId"): ("DDE309", ["1.2E+11", "1,23457E+11", "7e+10", "101.0", "7.000"]),
    ("users.csv", "identifier"): ("DDE309", ["1.23457E+11", "7215.0"]),
    ("orgs.csv", "identifier"): ("DDE309", ["1.90E+06", "101.00"]),
    ("users.csv", "phone"): ("DDE309", ["5.55123E+09", "5551234567.0"]),
    ("orgs.csv", "name"): ("DDE307", [" x", "x ", "\tx", "x\u00a0", "x\u2003"]),
    ("courses.csv", "title"): ("DDE302", ["", " ", "\u00a0"]),
    ("users.csv", "middleName"): ("DDE312", ["x" * 256, "é" * 256]),
    ("users.csv", "givenName"): (
        "DDE315",
        ["NULL", "(null)", "N/A", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "NaN", "undefined"],
    ),
    ("classes.csv", "location"): (
        "DDE316",
        ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|x", "-cmd|x", '="007"'],
    ),
}


def rows_with(file, column, values):
    """One more row for each value, with an ID of its own."""
    return [
        AddRow(file, 2, {"sourcedId": f"X{number}", column: value}) for number, value in enumerate(values)
    ]


@pytest.mark.parametrize(("file", "column"), GOOD)
def test_good_values_are_taken(check_files, places, file, column):
    changes = rows_with(file, column, GOOD[file, column])
    assert places(check_files(changed(tiny(), changes), select=("DDE3", "DDE4"))) == []


@pytest.mark.parametrize(("file", "column"), BAD)
def test_bad_values_are_found_and_shown_as_they_stand(check_files, file, column):
    code, values = BAD[file, column]
    first = len(tiny()[file]) + 2
    report = check_files(changed(tiny(), rows_with(file, column, values)), select=("DDE3", "DDE4"))
    assert [(f.code, f.line, f.value) for f in report.findings] == [
        (code, line, value) for line, value in enumerate(values, first)
    ]
    assert {(f.file, f.column) for f in report.findings} == {(file, column)}


def test_the_texas_code_is_an_information_wherever_it_stands(check_files):
    report = check_files(changed(tiny(), [Cell("classes.csv", 2, "grades", "PK,EE")]))
    assert [(f.code, f.severity, f.basis) for f in report.findings] == [("DDE305", "info", "unsettled")]
    assert report.outcome == "ready"


def test_dates_that_contradict_each_other_are_found_at_the_end_date(check_files, places):
    changes = [
        Cell("academicSessions.csv", 2, "endDate", "2026-08-12"),
        Cell("enrollments.csv", 2, "endDate", "2026-08-12"),
        Cell("enrollments.csv", 3, "endDate", ""),
        Cell("enrollments.csv", 4, "beginDate", ""),
    ]
    assert places(check_files(changed(tiny(), changes))) == [
        ("DDE403", "academicSessions.csv", 2, "endDate"),
        ("DDE403", "enrollments.csv", 2, "endDate"),
    ]


@pytest.mark.parametrize("column", ["status", "dateLastModified"])
def test_a_filled_column_of_a_full_set_is_one_information_however_many_cells(check_files, column):
    value = {"status": "active", "dateLastModified": "2026-08-12T14:05:00Z"}[column]
    (found,) = check_files(
        changed(tiny(), [Cell("users.csv", line, column, value) for line in (3, 4)])
    ).findings
    assert (found.code, found.severity, found.line, found.affected) == ("DDE311", "info", 3, 2)
    assert "delta" in found.hint


@pytest.mark.parametrize("word", ["inactive", "tobedeleted"])
def test_a_row_marked_for_deletion_is_to_be_left_out_and_not_its_column_blank(check_files, word):
    (found,) = check_files(changed(tiny(), [Cell("users.csv", 3, "status", word)])).findings
    assert (found.code, found.severity) == ("DDE320", Severity.WARNING)
    assert found.hint == "Leave the row out, with the rows that refer to it."


def test_in_a_set_of_changes_the_columns_are_filled_by_right(check_files):
    rows = tiny()
    names = [row["propertyName"] for row in rows["manifest.csv"]]
    changes = [Cell("manifest.csv", names.index("file.users") + 2, "value", "delta")]
    for line in (2, 3, 4):
        changes.append(Cell("users.csv", line, "status", "active"))
        changes.append(Cell("users.csv", line, "dateLastModified", "2026-08-12T14:05:00+00:00"))
    findings = check_files(changed(rows, changes)).findings
    assert [finding.code for finding in findings if finding.code.startswith(("DDE3", "DDE4"))] == []


def test_a_bad_id_is_told_once_and_not_for_every_row_that_refers_to_it(check_files, places):
    changes = [Cell("classes.csv", 2, "sourcedId", "HR 1#")]
    changes += [Cell("enrollments.csv", line, "classSourcedId", "HR 1#") for line in (2, 3, 4)]
    assert places(check_files(changed(tiny(), changes))) == [("DDE306", "classes.csv", 2, "sourcedId")]


def test_an_id_that_a_spreadsheet_changed_everywhere_is_told_where_it_names_a_row(check_files, places):
    changes = [Cell("classes.csv", 2, "sourcedId", "1.23457E+11")]
    changes += [Cell("enrollments.csv", line, "classSourcedId", "1.23457E+11") for line in (2, 3, 4)]
    assert places(check_files(changed(tiny(), changes))) == [("DDE309", "classes.csv", 2, "sourcedId")]

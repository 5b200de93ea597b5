"""Single values, type by type: which are taken and which are not, and what is said of them."""

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.tiny import tiny

GOOD = {
    ("users.csv", "enabledUser"): ["true", "false"],
    ("users.csv", "role"): ["student", "aide", "relative"],
    ("users.csv", "status"): ["", "active", "tobedeleted", "inactive"],
    ("users.csv", "dateLastModified"): ["", "2026-08-12T14:05:00Z", "2012-04-23T18:25:43.511Z"],
    ("users.csv", "email"): ["", "a@b.c", "o'neil+x@sub.district.k12.tx.us"],
    ("users.csv", "grades"): ["", "PK", "KG", "01", "13", "Other", "PK,KG", "PK, KG"],
    ("users.csv", "orgSourcedIds"): ["057950101", "057950101,057950"],
    ("users.csv", "userIds"): ["", "{LDAP:x}", "{LDAP:x},{LTI:y}"],
    ("demographics.csv", "birthDate"): ["2022-03-14", "2024-02-29"],
    ("academicSessions.csv", "schoolYear"): ["2027"],
    ("enrollments.csv", "sourcedId"): ["E1-x_y.z/1@a", "x" * 255],
    ("orgs.csv", "name"): ["1E5", "NA", "null", "=1+1", "<b>"],
}
BAD = {
    ("users.csv", "enabledUser"): ("DDE303", ["TRUE", "True", "1", "0", "yes", "Y"]),
    ("users.csv", "role"): ("DDE301", ["Student", "STUDENT", "pupil", "ext:nurse", "student,aide"]),
    ("users.csv", "status"): ("DDE301", ["Active", "deleted", "x"]),
    ("users.csv", "dateLastModified"): (
        "DDE404",
        [
            "2026-08-12",
            "2026-08-12T14:05:00",
            "2026-08-12 14:05:00Z",
            "2026-02-30T14:05:00Z",
            "2026-08-12T24:00:00Z",
        ],
    ),
    ("users.csv", "email"): ("DDE308", ["a", "a@b", "a b@c.d", "a@b.", "a@b.c,d@e.f", "@b.c"]),
    ("users.csv", "grades"): ("DDE304", ["K", "1", "PK4", "Pre-K", "PR/PK", "pk", "PK,K", '["PK"]', "other"]),
    ("users.csv", "agentSourcedIds"): ("DDE306", ["T1,", ",T1"]),
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
        ],
    ),
    ("academicSessions.csv", "schoolYear"): ("DDE402", ["27", "2026-27", "2026-2027", "3027", "20٢٧"]),
    ("enrollments.csv", "sourcedId"): ("DDE306", ["a b", "a#b", "é", "1.2E+11", "x" * 256, "a,b", "{a}"]),
    ("orgs.csv", "name"): ("DDE307", [" x", "x ", "\tx", "x\u00a0"]),
    ("courses.csv", "title"): ("DDE302", ["", " ", "\u00a0"]),
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


@pytest.mark.parametrize(
    ("file", "column", "value", "hint"),
    [
        ("users.csv", "role", "Teacher", "Did you mean teacher?"),
        ("users.csv", "role", "techer", "Did you mean teacher?"),
        ("users.csv", "role", "xyz", ""),
        ("users.csv", "enabledUser", "FALSE", "Write false in lower case."),
        ("users.csv", "enabledUser", "Yes", ""),
        ("users.csv", "grades", "1", "The same grade with its leading zero is 01."),
        ("users.csv", "grades", "k", "Did you mean KG?"),
        ("users.csv", "grades", "PK,Pre-K", "Did you mean PK?"),
        ("demographics.csv", "sex", "F", "Did you mean female?"),
        ("demographics.csv", "birthDate", "3/14/2022", "written with slashes"),
        ("demographics.csv", "birthDate", "2022-03-14 00:00", "Leave the time away"),
        ("demographics.csv", "birthDate", "2022-02-30", "a day that exists"),
    ],
)
def test_a_hint_names_what_was_meant(check_files, file, column, value, hint):
    report = check_files(changed(tiny(), [Cell(file, 2, column, value)]), select=("DDE3", "DDE4"))
    assert hint in report.findings[0].hint
    assert bool(report.findings[0].hint) == bool(hint)


def test_the_texas_code_is_an_information_wherever_it_stands(check_files):
    report = check_files(changed(tiny(), [Cell("users.csv", 3, "grades", "PK,EE")]))
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

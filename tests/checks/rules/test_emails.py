"""E-mail addresses: an error only where an account hangs on them, and what is wrong with each."""

import pytest

from checks.example.changes import AddRow, Bytes, Cell, RenameFile, changed
from checks.example.tiny import tiny


def severities(check_files, *changes):
    report = check_files(changed(tiny(), changes), select=("DDE308",))
    return {finding.line: finding.severity for finding in report.findings}


def test_a_bad_address_is_an_error_for_teachers_of_homerooms_alone(check_files):
    aide = AddRow("users.csv", 2, {"sourcedId": "A1", "role": "aide", "email": "nobody"})
    others = aide, Cell("users.csv", 2, "email", "nobody"), Cell("users.csv", 3, "email", "nobody")
    assert severities(check_files, *others) == {2: "error", 3: "warning", 5: "warning"}


def test_a_teacher_of_no_homeroom_gets_a_warning(check_files):
    changes = [Cell("users.csv", 2, "email", "nobody"), Cell("classes.csv", 2, "classType", "scheduled")]
    assert severities(check_files, *changes) == {2: "warning"}


@pytest.mark.parametrize(
    "change",
    [
        *(RenameFile(file, "") for file in ("classes.csv", "enrollments.csv")),
        Bytes("users.csv", b"sourcedId", b"key"),
    ],
)
def test_without_the_other_files_nobody_is_known_to_teach_and_all_are_warnings(check_files, change):
    assert severities(check_files, Cell("users.csv", 2, "email", "nobody"), change) == {2: "warning"}


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("a@b.example,c@d.example", "only the address the person"),
        ("a@b.example; c@d.example", "only the address the person"),
        ("María López <a@b.example>", "Keep only the address."),
        ("mailto:a@b.example", "Keep only the address."),
        ("a b@c.example", "Keep only the address."),
        ("a@@b.example", "extra @"),
        ("mlopez", "@ is missing"),
        ("mlopez@isd", "end of the domain"),
        ("@b.example", "full address"),
        ("a@b.", "full address"),
        ("a@b..example", "full address"),
        ("NULL", "leave the cell blank"),
    ],
)
def test_a_hint_says_what_is_wrong_with_the_address(check_files, value, hint):
    report = check_files(changed(tiny(), [Cell("users.csv", 3, "email", value)]))
    (finding,) = report.findings
    assert (finding.code, finding.value) == ("DDE308", value)
    assert hint in finding.hint

"""Waivers: read with care, in effect until their day, and never silent."""

from datetime import date

import pytest

from checks.errors import WaiverError
from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.finding import Waiver, WaiverState
from checks.waivers import read_waivers

UNTIL = date(2027, 5, 31)
ONE = '[[waiver]]\ncode = "DDE302"\nbecause = "CLI knows"\nuntil = 2027-05-31\n'
WRONG = [Cell("users.csv", line, column, "") for line in (3, 4) for column in ("username", "givenName")]


@pytest.fixture
def read(tmp_path):
    def of(content):
        path = tmp_path / "waivers.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_waivers(path)

    return of


@pytest.fixture
def checked(check_files):
    def with_waivers(*waivers, changes=WRONG, **options):
        return check_files(changed(tiny(), changes), waivers=waivers, **options)

    return with_waivers


def test_a_waiver_says_what_why_and_until_when(read):
    more = 'file = "users.csv"\ncolumn = "username"\nat_most = 3\n'
    assert read("\ufeff" + ONE + ONE.replace("DDE302", "value-required") + more) == (
        Waiver("DDE302", "CLI knows", UNTIL),
        Waiver("DDE302", "CLI knows", UNTIL, "users.csv", "username", 3),
    )
    assert read("") == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[", "is not valid TOML"),
        (b"\xff", "can't be read: it is not UTF-8 text"),
        ("[[waivers]]", 'waivers is not a known key. Did you mean "waiver"?'),
        ("waiver = 1", "waiver must be a list of [[waiver]] tables"),
        ("[waiver]", "waiver must be a list of [[waiver]] tables"),
        (ONE + "at_mots = 1", 'waiver[1].at_mots is not a known key. Did you mean "at_most"?'),
        (ONE + ONE.replace("DDE302", "DDE999"), "waiver[2].code: No rule has the code 'DDE999'."),
        ("[[waiver]]", "waiver[1].code is missing"),
        (ONE.replace('"DDE302"', "302"), "waiver[1].code must be text in quotes"),
        (ONE.replace("CLI knows", " "), "waiver[1].because must say why"),
        (ONE.replace("CLI knows", "\\u001b[31m"), "waiver[1].because must be one line"),
        (ONE.replace("2027-05-31", "'2027-05-31'"), "waiver[1].until must be a date"),
        (ONE.replace("2027-05-31", "2027-05-31T10:00:00"), "waiver[1].until must be a date"),
        (ONE.replace("until = 2027-05-31", ""), "waiver[1].until is missing"),
        (ONE + "at_most = 0", "waiver[1].at_most must be a whole number"),
        (ONE + "at_most = true", "waiver[1].at_most must be a whole number"),
        (ONE + "file = ['users.csv']", "waiver[1].file must be text in quotes"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_its_key(read, tmp_path, content, words):
    with pytest.raises(WaiverError) as caught:
        read(content)
    assert caught.value.exit_code == 2
    assert str(tmp_path / "waivers.toml") in caught.value.sentence
    assert words in caught.value.sentence


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(WaiverError, match="can't be read"):
        read_waivers(tmp_path / "waivers.toml")


def test_waived_findings_stay_listed_and_do_not_count(checked):
    before = checked()
    assert (before.outcome, before.waivers) == ("not-ready", ())
    report = checked(Waiver("DDE302", "CLI knows", UNTIL))
    assert [(f.code, f.file, f.line, f.column) for f in report.findings] == [
        (f.code, f.file, f.line, f.column) for f in before.findings
    ]
    assert all(finding.waived for finding in report.findings)
    assert report.outcome == "ready"
    assert sum(report.counts.values()) == 0
    assert not report.fails("warning")
    (use,) = report.waivers
    assert (use.state, use.count) == (WaiverState.APPLIED, 4)


def test_only_what_is_covered_is_waived_however_few_places_are_shown(checked):
    report = checked(Waiver("DDE302", "CLI knows", UNTIL, column="username"), limit=1)
    assert report.counts["error"] == 2
    assert (report.rules["DDE302"].count, report.rules["DDE302"].waived) == (4, 2)
    assert report.outcome == "not-ready"


@pytest.mark.parametrize(
    ("waiver", "state"),
    [
        (Waiver("DDE302", "CLI knows", date(2026, 8, 31)), WaiverState.EXPIRED),
        (Waiver("DDE302", "CLI knows", UNTIL, at_most=3), WaiverState.EXCEEDED),
        (Waiver("DDE302", "CLI knows", UNTIL, file="orgs.csv"), WaiverState.UNUSED),
    ],
)
def test_a_waiver_that_does_not_hold_is_reported_and_waives_nothing(checked, waiver, state):
    report = checked(waiver)
    assert report.counts == checked().counts
    assert not any(finding.waived for finding in report.findings)
    assert [use.state for use in report.waivers] == [state]

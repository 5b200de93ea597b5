"""Every rule's own samples: the bad one breaks this rule and no other, the tiny roster breaks none."""

import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.finding import Severity
from checks.input.source import open_file_set
from checks.profile.model import Basis
from checks.profile.settlement import settle
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from checks.rules.rule import CompareRule

RULES = list(all_rules().values())
MARK = "Qx7Mark"
TODAY = date(2026, 9, 1)


def write_folder(path, files):
    path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def write_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def ids(rule):
    return f"{rule.code}-{rule.name}"


@pytest.mark.parametrize("write", [write_folder, write_zip])
@pytest.mark.parametrize("profile", ["cli-engage", "oneroster-1.1"])
def test_the_tiny_roster_breaks_no_rule(tmp_path, write, profile):
    source = open_file_set(write(tmp_path / "set", changed(tiny(), ())))
    report = check(source, load_profile(profile), today=TODAY)
    assert report.findings == ()
    assert report.outcome == "ready"
    assert report.forecast["students"] == 2


def sample_report(rule, folder):
    """The report of a rule's bad sample, after what CLI must have told, beside the earlier set where it has one."""
    profile = load_profile("cli-engage")
    for question, answer in rule.told:
        profile = settle(profile, question, answer, on=TODAY, source="a test")
    files = changed(tiny(), rule.bad)
    write = write_zip if any("/" in name for name in files) else write_folder
    source, before = open_file_set(write(folder / "set", files)), None
    if isinstance(rule, CompareRule):
        before = open_file_set(write_folder(folder / "before", changed(tiny(), rule.earlier)))
    return check(source, profile, today=TODAY, options=CheckOptions(before=before))


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_bad_sample_breaks_its_own_rule_and_no_other(tmp_path, rule, places):
    report = sample_report(rule, tmp_path)
    assert places(report) == [(rule.code, *place) for place in rule.at]
    found = report.findings[0]
    severity = Severity.INFO if found.basis is Basis.UNSETTLED else rule.severity
    assert (found.severity, found.review) == (severity, rule.review)
    assert found.message
    assert report.rules[rule.code].count == len(rule.at)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.told], ids=ids)
def test_a_rule_that_needs_an_answer_is_silent_without_it(tmp_path, rule, places):
    report = sample_report(replace(rule, told=()), tmp_path)
    assert rule.code not in {code for code, *_ in places(report)}


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, CompareRule)], ids=ids)
def test_a_rule_that_compares_is_silent_without_an_earlier_set_or_beside_the_same_one(tmp_path, rule, places):
    files = changed(tiny(), rule.bad)
    source = open_file_set(write_folder(tmp_path / "set", files))
    for before in (None, source):
        report = check(source, load_profile("cli-engage"), today=TODAY, options=CheckOptions(before=before))
        assert rule.code not in {code for code, *_ in places(report)}


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_rule_has_all_its_words_and_samples(rule):
    assert re.fullmatch(r"DDE[1-9]\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    for words in (rule.title, rule.why, rule.fix):
        assert words[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert rule.bad
    assert rule.at


@pytest.mark.parametrize("value", [MARK, f" {MARK} ", f"{MARK}/2022", f"20{MARK}", f"{MARK}@x", f"a;{MARK}"])
@pytest.mark.parametrize("file", [spec.name for spec in load_profile().files])
def test_no_message_and_no_hint_contains_a_value(check_files, file, value):
    rows = tiny()
    changes = [
        Cell(file, line, column, value) for line in range(2, len(rows[file]) + 2) for column in rows[file][0]
    ]
    report = check_files(changed(rows, changes))
    assert report.findings or file == "manifest.csv"
    for finding in report.findings:
        assert MARK.lower() not in f"{finding.message} {finding.hint} {finding.column}".lower()


@pytest.mark.parametrize(
    "row",
    [
        f"X1,,,{MARK}",
        f'{MARK},,,"{MARK},,',
        f'X1,,,"{MARK}" {MARK},school,,',
        f"X1,,,{MARK}\x00,school,,",
        f'X1,,,"{MARK}\n{MARK}",school,,',
        f"X1,,,{MARK}\udcff,school,,",
    ],
)
def test_no_damaged_row_is_quoted_in_a_message(check_files, row):
    files = changed(tiny(), ())
    files["orgs.csv"] += row.encode("utf-8", "surrogateescape") + b"\n"
    report = check_files(files)
    assert report.findings
    assert not any(MARK in f"{f.message}{f.hint}{f.column}{f.value}" for f in report.findings)


def test_a_file_without_a_header_shows_none_of_its_first_row(check_files, places):
    files = changed(tiny(), ())
    files["users.csv"] = files["users.csv"].split(b"\n", 1)[1]
    report = check_files(files)
    assert places(report) == [("DDE211", "users.csv", 1, None)]
    assert "Mar" not in report.findings[0].message

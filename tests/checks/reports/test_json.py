"""The JSON report: its schema, its counts, and no value where none may be shown."""

import json
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checks.example.changes import Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.finding import Waiver
from checks.reports.json import SCHEMA, as_json
from checks.rules.registry import all_rules

UNTIL = date(2027, 5, 31)
TEXT = (resources.files("checks") / "reports" / "check.schema.json").read_text("utf-8")
VALIDATOR = Draft202012Validator(json.loads(TEXT))
DISTRICT = with_mistakes(district(), planted(district()))


def written(report, *, show_values=False):
    data = json.loads(json.dumps(as_json(report, tool_version="1.2", show_values=show_values)))
    VALIDATOR.validate(data)
    return data


def test_the_schema_is_one():
    Draft202012Validator.check_schema(json.loads(TEXT))


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_the_report_of_every_rule_keeps_to_the_schema(check_sample, rule):
    data = written(check_sample(rule.code))
    assert data["rules"][rule.code]["name"] == rule.name
    assert [finding["code"] for finding in data["findings"]] == [rule.code] * len(rule.at)


def test_a_report_of_nothing_keeps_to_the_schema(check_files):
    data = written(check_files(changed(tiny(), ())))
    assert (data["schema"], data["outcome"], data["partial"]) == (SCHEMA, "ready", False)
    assert (data["findings"], data["rules"]) == ([], {})
    assert data["tool"] == {"name": "dde", "version": "1.2"}
    assert data["profile"]["name"] == "cli-engage"


def test_counts_files_and_findings_are_the_reports(check_files):
    report = check_files(DISTRICT, limit=1)
    data = written(report)
    assert data["outcome"] == "not-ready"
    assert data["counts"] == {severity.value: count for severity, count in report.counts.items()}
    assert sum(data["counts"].values()) == sum(rule["count"] for rule in data["rules"].values())
    assert len(data["findings"]) == sum(rule["shown"] for rule in data["rules"].values())
    assert data["forecast"]["students_left_out"] > 0
    assert data["source"]["files"][0] == {
        "file": "academicSessions.csv",
        "rows": report.files[0].rows,
        "bytes": len(DISTRICT["academicSessions.csv"]),
        "sha256": report.files[0].sha256,
    }


def test_waivers_and_what_is_unsettled_are_in_the_report(check_files):
    files = changed(tiny(), [Cell("users.csv", line, "username", "") for line in (3, 4)])
    waivers = (Waiver("DDE302", "CLI knows", UNTIL, "users.csv"), Waiver("DDE501", "old", UNTIL, at_most=2))
    data = written(check_files(files, waivers=waivers, limit=1))
    assert data["waivers"] == [
        {
            "code": "DDE302",
            "because": "CLI knows",
            "until": "2027-05-31",
            "file": "users.csv",
            "column": None,
            "at_most": None,
            "state": "applied",
            "count": 2,
        },
        {
            "code": "DDE501",
            "because": "old",
            "until": "2027-05-31",
            "file": None,
            "column": None,
            "at_most": 2,
            "state": "unused",
            "count": 0,
        },
    ]
    assert [finding["waived"] for finding in data["findings"]] == [True]
    assert (data["rules"]["DDE302"]["count"], data["rules"]["DDE302"]["waived"]) == (2, 2)
    assert (data["outcome"], data["counts"]["error"]) == ("ready", 0)
    assert data["unsettled"] == ["metadata", "state-unique-id", "required-columns"]


def test_values_are_left_out_unless_they_may_be_shown(check_files):
    report = check_files(
        changed(tiny(), [Cell("users.csv", 3, "role", "Qx7Mark"), Cell("users.csv", 3, "email", "qx7MARK")])
    )
    hidden, shown = written(report), written(report, show_values=True)
    assert "qx7mark" not in json.dumps(hidden).lower()
    assert {finding["value"] for finding in hidden["findings"]} == {None}
    assert [finding["value"] for finding in shown["findings"]] == ["Qx7Mark", "qx7MARK"]


def test_no_value_of_a_whole_district_is_in_the_report(check_files):
    rows = district()
    people = {row[key] for row in rows["users.csv"] for key in ("username", "sourcedId", "email") if row[key]}
    report = json.dumps(as_json(check_files(DISTRICT), tool_version="1", show_values=False))
    assert not [value for value in people if f'"{value}"' in report or f" {value} " in report]


def test_any_sign_comes_through_as_ascii(check_files):
    files = {**changed(tiny(), ()), "naïve\x1b\u202e.csv": b"x"}
    files["users.csv"] = files["users.csv"].replace(b",email,", ",e\x1bmäil,".encode())
    report = check_files(files)
    text = json.dumps(as_json(report, tool_version="1", show_values=True), ensure_ascii=True)
    assert text.isascii()
    assert "\\u001b" not in text
    assert json.loads(text)["findings"][0]["value"] == "naïve␛<U+202E>.csv"


def test_a_path_that_is_no_text_can_be_written(tmp_path):
    from checks.engine.run import check
    from checks.input.source import FileSet
    from checks.rules.choices import load_profile

    report = check(FileSet(Path("caf\udce9"), ()), load_profile(), today=date(2026, 9, 1))
    assert written(report)["source"]["path"] == "caf\udce9"

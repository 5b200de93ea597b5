"""Annotations as the runner of GitHub reads them, within what it shows."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from checks.reports.github import SHOWN, as_github

_COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:\r\n]*)::(?P<data>[^\r\n]*)")


def unescaped(text, signs):
    for code, sign in signs:
        text = text.replace(code, sign)
    return text


def annotations(text):
    """Read them as the runner does: properties by comma and equals sign, escapes taken back, % last."""
    told = []
    for line in text.splitlines()[:-1]:
        match = _COMMAND.fullmatch(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match["properties"].split(","))
        signs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
        properties = {name: unescaped(value, signs) for name, value in pairs.items()}
        data = unescaped(match["data"], [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])
        told.append((match["name"], properties, data))
    return told


def write(report, *, show_values=False):
    return as_github(report, tool_version="1", show_values=show_values)


def test_each_annotation_names_its_place_and_its_rule(check_sample):
    (told,) = annotations(write(replace(check_sample("DDE301"), path="export")))
    level, properties, data = told
    assert level == "error"
    assert properties["file"] == "export/users.csv"
    assert properties["line"] == str(check_sample("DDE301").findings[0].line)
    assert properties["title"].startswith("DDE301 ")
    assert check_sample("DDE301").findings[0].message in data


def test_a_finding_of_the_whole_file_has_no_line(check_sample):
    ((_, properties, _),) = annotations(write(check_sample("DDE101")))
    assert "line" not in properties


def test_signs_that_would_end_a_property_or_the_command_come_through(check_sample):
    report = check_sample("DDE301")
    found = replace(report.findings[0], file="a,b:c%.csv", message="100 %: a::b\nnext, %0A stays", hint="")
    ((_, properties, data),) = annotations(write(replace(report, path="x:,y", findings=(found,))))
    assert properties["file"] == "x:,y/a,b:c%.csv"
    assert data == "100 %: a::b␊next, %0A stays"


def test_of_a_zip_the_zip_itself_is_named(check_sample):
    ((_, properties, _),) = annotations(write(replace(check_sample("DDE301"), path="out/roster.zip")))
    assert properties["file"] == "out/roster.zip"


def test_no_more_are_written_than_github_shows_and_every_rule_comes_first(many):
    report = many(5_000)
    told = annotations(write(report))
    levels = Counter(level for level, _, _ in told)
    assert max(levels.values()) == SHOWN == 10
    codes = [properties["title"].split()[0] for level, properties, _ in told if level == "error"]
    assert len(set(codes)) == SHOWN
    assert "This rule has" in told[0][2]


def test_the_last_line_counts_everything(district_report):
    last = write(district_report).splitlines()[-1]
    assert last.startswith("dde check: not-ready (")
    for severity, count in district_report.counts.items():
        assert f"{count:,} {severity.value}" in last


def test_what_is_waived_is_no_annotation(waived_report):
    assert {properties["title"].split()[0] for _, properties, _ in annotations(write(waived_report))} == {
        "DDE308"
    }


@pytest.mark.parametrize("show", [True, False])
def test_a_value_is_in_the_message_only_where_it_may_be(marked_report, show):
    assert (
        any("[Qx7Mark]" in data for _, _, data in annotations(write(marked_report, show_values=show))) is show
    )

"""The findings as SARIF, held to the standard's own schema.

`sarif-2.1.0/schema.json` is the OASIS standard's schema as the JSON SchemaStore publishes it, under the
licence beside it; only its line ends were changed.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from checks.reports.sarif import as_sarif
from checks.rules.registry import all_rules, find_rule

VALIDATOR = Draft7Validator(
    json.loads((Path(__file__).parent / "sarif-2.1.0" / "schema.json").read_text("utf-8"))
)


def written(report, *, show_values=False):
    text = as_sarif(report, tool_version="1.2", show_values=show_values)
    assert text.isascii()
    log = json.loads(text)
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    return run


def results(report, **options):
    return written(report, **options)["results"]


def place(result):
    (location,) = result["locations"]
    return location["physicalLocation"]


@pytest.mark.parametrize("code", all_rules())
def test_every_rule_keeps_to_the_standard(report_of, code):
    run = written(report_of(code))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == code
    assert rule["shortDescription"]["text"] == find_rule(code).title
    assert find_rule(code).fix in rule["help"]["text"]
    assert {result["ruleIndex"] for result in run["results"]} == {0}


def test_levels_are_the_severities(district_report):
    words = {"error": "error", "warning": "warning", "info": "note"}
    told = [result["level"] for result in results(district_report)]
    assert told == [words[found.severity.value] for found in district_report.findings]
    assert set(told) == {"error", "warning", "note"}


def test_a_result_points_to_its_line_and_names_its_column(check_sample):
    report = replace(check_sample("DDE301"), path="out/export")
    (result,) = results(report)
    (found,) = report.findings
    assert place(result)["region"] == {"startLine": found.line}
    assert place(result)["artifactLocation"]["uri"] == "out/export/users.csv"
    assert result["locations"][0]["logicalLocations"] == [
        {"name": "role", "fullyQualifiedName": "users.csv/role", "kind": "column"}
    ]


def test_a_result_of_a_whole_file_has_no_region(check_sample):
    assert "region" not in place(results(check_sample("DDE101"))[0])


@pytest.mark.parametrize("path", ["export", "my export/ä%", ".", "../up", "roster.zip", "a/roster.ZIP"])
def test_addresses_are_relative_without_climbing(check_sample, path):
    run = written(replace(check_sample("DDE301"), path=path))
    for artifact in run["artifacts"]:
        uri = artifact["location"]["uri"]
        assert ".." not in uri
        assert ":" not in uri
        assert " " not in uri
    index = place(run["results"][0])["artifactLocation"]["index"]
    assert run["artifacts"][index]["location"]["uri"].endswith("users.csv")


def test_files_in_a_zip_lie_inside_of_it(check_sample):
    run = written(replace(check_sample("DDE301"), path="a/roster.zip"))
    assert run["artifacts"][0]["location"]["uri"] == "a/roster.zip"
    assert {artifact.get("parentIndex") for artifact in run["artifacts"][1:]} == {0}


def test_a_file_that_is_not_in_the_zip_is_looked_for_in_the_zip(check_sample):
    run = written(replace(check_sample("DDE101"), path="a/roster.zip"))
    assert place(run["results"][0])["artifactLocation"]["uri"] == "a/roster.zip"


def test_an_absolute_folder_is_named_once(check_sample, tmp_path):
    run = written(replace(check_sample("DDE301"), path=str(tmp_path)))
    assert run["originalUriBaseIds"] == {"ROSTER": {"uri": f"{tmp_path.as_uri()}/"}}
    assert place(run["results"][0])["artifactLocation"]["uriBaseId"] == "ROSTER"
    assert place(run["results"][0])["artifactLocation"]["uri"] == "users.csv"


def test_hashes_and_counts_are_the_reports(district_report):
    run = written(district_report)
    hashes = [artifact["hashes"]["sha-256"] for artifact in run["artifacts"]]
    assert hashes == [file.sha256 for file in district_report.files]
    assert run["properties"]["counts"] == {s.value: count for s, count in district_report.counts.items()}


def test_a_finding_is_the_same_when_its_line_moves_and_another_when_it_is_another(many):
    report = many(500)
    moved = replace(report, findings=tuple(replace(found, line=found.line + 7) for found in report.findings))
    here, there = (
        [r["partialFingerprints"]["ruleFileColumn/v1"] for r in results(each)] for each in (report, moved)
    )
    assert here == there
    assert len(set(here)) == len(here)


def test_a_waived_finding_is_suppressed_with_its_reason(waived_report):
    told = {result["ruleId"]: result["suppressions"] for result in results(waived_report)}
    assert told["DDE308"] == []
    assert told["DDE301"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "The SIS vendor mends it, ticket 7 (until 2026-09-30)",
        }
    ]


def test_a_value_is_a_property_only_where_it_may_be_shown(marked_report):
    assert not any("value" in result["properties"] for result in results(marked_report))
    told = [result["properties"].get("value") for result in results(marked_report, show_values=True)]
    assert "Qx7Mark" in told


def test_a_path_that_is_no_text_can_be_written(check_sample):
    assert written(replace(check_sample("DDE301"), path="caf\udce9"))

"""What was mended, as data: its schema, its counts, and no value where none may be shown."""

import json
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from checks.example.changes import AddRow, Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.reports.fixes import SCHEMA, as_json
from checks.rules.registry import all_rules
from checks.rules.rule import CompareRule

TEXT = (resources.files("checks") / "reports" / "fix.schema.json").read_text("utf-8")
VALIDATOR = Draft202012Validator(json.loads(TEXT))
RULES = [rule for rule in all_rules().values() if not isinstance(rule, CompareRule)]


def written(repairs, *, show_values=False, output=None):
    data = as_json(repairs, tool_version="1.2", output=output, show_values=show_values)
    data = json.loads(json.dumps(data))
    VALIDATOR.validate(data)
    assert data["mended"] == sum(each["count"] for each in data["changes"])
    return data


def test_the_schema_is_one():
    Draft202012Validator.check_schema(json.loads(TEXT))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_is_mended_of_every_rules_sample_keeps_to_the_schema(mend, rule):
    repairs = mend(changed(tiny(), rule.bad))
    for show_values in (False, True):
        data = written(repairs, show_values=show_values)
        assert (data["schema"], data["source"], data["output"]) == (SCHEMA, "set", None)
        assert data["outcome"] == repairs.after.outcome


def test_a_district_with_all_its_mistakes_keeps_to_the_schema(mend):
    repairs = mend(with_mistakes(district(), planted(district())))
    hidden, shown = written(repairs, output="mended"), written(repairs, show_values=True)
    assert hidden["output"] == "mended"
    values = [
        [place["before"] for each in data["changes"] for place in each["places"]] for data in (hidden, shown)
    ]
    assert set(values[0]) == {None}
    assert {"TRUE", "8/14/2026"} <= set(values[1])


def test_a_mark_without_a_rule_a_note_and_what_was_hidden_keep_to_the_schema(mend):
    files = changed(
        tiny(), [Cell("users.csv", 2, "orgSourcedIds", "057950101;105"), AddRow("orgs.csv", 2, {})]
    )
    files["orgs.csv"] = b"\xef\xbb\xbf" + files["orgs.csv"]
    files["classes.csv"] = "sourcedId,title\nC1,Иванов\n".encode("cp1251")
    data = written(mend(files))
    assert (None, "byte-order-mark") in [(each["code"], each["repair"]) for each in data["changes"]]
    assert [note["file"] for note in data["notes"]] == ["classes.csv"]
    assert data["uncovered"]["DDE502"] == 1


@pytest.mark.parametrize(
    "change",
    [{"mended": -1}, {"outcome": "fine"}, {"extra": 1}, {"left": {}}, {"uncovered": {"DDE502": 0}}],
)
def test_what_is_not_promised_breaks_the_schema(mend, change):
    data = written(mend(changed(tiny(), ())))
    assert VALIDATOR.is_valid(data)
    assert not VALIDATOR.is_valid({**data, **change})

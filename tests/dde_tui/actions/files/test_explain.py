"""Every rule's page, by its code, its name, or in a list."""

import pytest

from checks.errors import ExitCode
from checks.rules.registry import all_rules


@pytest.mark.parametrize("code", all_rules())
def test_every_rule_has_a_page_with_why_how_bad_and_good(dde, code):
    data = dde("explain", code, "--json").json
    rule = all_rules()[code]
    assert data["schema"] == "dde-explain/1"
    assert (data["code"], data["severity"], data["review"], data["basis"]) == (
        code,
        rule.severity,
        rule.review,
        rule.basis,
    )
    assert all(data[key] for key in ("title", "why", "fix", "bad", "good"))
    out = dde("explain", code).out
    for part in (code, rule.title, rule.why, rule.fix, rule.basis.value, *data["bad"], *data["good"]):
        assert part in out


def test_the_list_names_all_rules(dde):
    lines = dde("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(all_rules())
    assert [rule["code"] for rule in dde("explain", "--json").json["rules"]] == list(all_rules())


@pytest.mark.parametrize("word", ["dde301", " DDE301 ", "DDE301"])
def test_a_code_is_found_in_any_letter_case(dde, word):
    assert dde("explain", word).out.startswith("DDE301 ")


def test_a_rule_is_found_by_its_name(dde):
    assert dde("explain", all_rules()["DDE301"].name).out.startswith("DDE301 ")


def test_a_code_that_is_none_names_the_nearest(dde):
    said = dde("explain", "DDE391")
    assert said.code == ExitCode.USAGE
    assert "No rule has the code 'DDE391'" in said.err
    assert "DDE301" in said.err

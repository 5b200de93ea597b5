"""A rule's page shows its own samples, safely."""

import json

import pytest

from checks.explain import as_data, as_text, by_itself, samples
from checks.fixes.registry import all_fixes
from checks.rules.registry import all_rules, find_rule

RULES = list(all_rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_has_all_its_parts_and_no_control_sign(rule):
    text = as_text(rule)
    for part in (
        rule.code,
        rule.name,
        rule.title,
        rule.why,
        rule.fix,
        rule.severity.value,
        rule.review.value,
        "Bad:",
        "Good:",
        by_itself(rule),
    ):
        assert part in text
    assert text.replace("\n", "").isprintable()
    assert max(map(len, text.splitlines())) < 300


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_differs_from_the_good_one(rule):
    bad, good = samples(rule)
    assert bad != good
    assert good


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_as_data_is_plain(rule):
    data = as_data(rule)
    assert json.loads(json.dumps(data)) == data
    assert (data["schema"], data["code"], data["basis"]) == ("dde-explain/1", rule.code, rule.basis.value)
    assert data["bad"]


def test_a_cell_is_shown_with_the_key_of_its_row():
    bad, good = samples(find_rule("DDE301"))
    assert bad == ["users.csv: sourcedId, role", "2: T1, Teacher", "3: S1, student", "4: S2, student"]
    assert good[1] == "2: T1, teacher"


def test_a_damaged_line_is_shown_as_it_stands_with_its_signs_made_visible():
    bad, _ = samples(find_rule("DDE207"))
    assert bad[-1] == "2: PK101,,,SY2027,Prekinder␀garten,PK101,PK,057950,,"


def test_a_missing_file_is_shown_by_those_that_are_there():
    bad, good = samples(find_rule("DDE101"))
    assert "demographics.csv" not in bad[0]
    assert good[0] == "demographics.csv:"


def test_a_page_says_what_is_mended_wholly_in_part_or_not_at_all():
    said = {code: by_itself(find_rule(code)) for code in ("DDE307", "DDE303", "DDE308")}
    assert said == {
        "DDE307": "`dde fix` fixes this: it removes spaces at both ends of a value.",
        "DDE303": "`dde fix` fixes part of this: it writes TRUE and FALSE in lower case.",
        "DDE308": "`dde fix` leaves this to you.",
    }
    assert as_data(find_rule("DDE303"))["repairs"] == [
        {"name": "flag-in-case", "sentence": "writes TRUE and FALSE in lower case", "whole": False}
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_repair_stands_on_the_page_of_its_rule(rule):
    mine = [repair for repair in all_fixes().values() if repair.code == rule.code]
    assert [repair["name"] for repair in as_data(rule)["repairs"]] == [repair.name for repair in mine]
    assert all(repair.sentence in by_itself(rule) for repair in mine)
    assert by_itself(rule).startswith("`dde fix` leaves") == (not mine)

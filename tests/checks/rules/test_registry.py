import dataclasses

import pytest

from checks import rules
from checks.errors import UnknownCodeError
from checks.rules import all_rules, expand_codes, find_rule, homerooms


def test_rules_stand_in_the_order_of_their_codes_and_know_them():
    found = all_rules()
    assert list(found) == sorted(found)
    assert all(rule.code == code for code, rule in found.items())
    assert len({rule.name for rule in found.values()}) == len(found)


@pytest.mark.parametrize("given", ["DDE502", "dde502", " DDE502 ", "reference-broken", "Reference-Broken"])
def test_a_rule_is_found_by_code_or_name_in_any_case(given):
    assert find_rule(given).code == "DDE502"


@pytest.mark.parametrize("given", ["DDE999", "", "reference", "DDE5022", "\x1b[31m"])
def test_an_unknown_code_is_an_error_that_names_real_ones(given):
    with pytest.raises(UnknownCodeError) as caught:
        find_rule(given)
    assert caught.value.exit_code == 2
    assert "DDE" in caught.value.to_do
    assert "\x1b" not in caught.value.sentence


def test_a_beginning_means_all_codes_that_begin_so():
    assert expand_codes(("DDE50",)) == {"DDE501", "DDE502"}
    assert expand_codes(("dde6", "id-twice")) == {rule.code for rule in homerooms.RULES} | {"DDE501"}
    assert expand_codes(("DDE",)) == set(all_rules())
    assert expand_codes(()) == frozenset()


def test_a_beginning_that_means_nothing_is_an_error():
    with pytest.raises(UnknownCodeError):
        expand_codes(("DDE501", "DDE9"))


@pytest.mark.parametrize("same", ["code", "name"])
def test_two_rules_never_share_a_code_or_a_name(monkeypatch, same):
    first, second = homerooms.RULES[:2]
    twin = dataclasses.replace(second, **{same: getattr(first, same)})
    monkeypatch.setattr(homerooms, "RULES", (first, twin))
    all_rules.cache_clear()
    try:
        with pytest.raises(ValueError, match="declared twice"):
            rules.all_rules()
    finally:
        all_rules.cache_clear()

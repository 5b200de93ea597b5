import dataclasses

import pytest

from checks.errors import UnknownCodeError
from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.finding import Severity
from checks.profile.model import OFF, Basis, RuleChoice
from checks.rules import homerooms
from checks.rules.choices import load_profile, rules_of
from checks.rules.registry import all_rules, expand_codes, find_rule


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
    assert expand_codes(("DDE50",)) == {code for code in all_rules() if code.startswith("DDE50")}
    assert expand_codes(("dde6", "id-twice")) == {
        code for code in all_rules() if code.startswith("DDE6") or code == "DDE501"
    }
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
            all_rules()
    finally:
        all_rules.cache_clear()


def chosen(**words):
    profile = load_profile()
    choices = {
        code: choice if isinstance(choice, RuleChoice) else RuleChoice(choice)
        for code, choice in words.items()
    }
    return rules_of(dataclasses.replace(profile, rules=choices))


def test_a_profile_that_chooses_nothing_has_all_rules_as_they_are_declared():
    assert rules_of(load_profile()) == all_rules()


def test_a_profile_changes_the_severity_of_rules_and_switches_them_off():
    found = chosen(DDE301="info", DDE303="error", DDE101=OFF)
    assert (found["DDE301"].severity, found["DDE301"].chosen) == (Severity.INFO, True)
    assert (found["DDE303"].severity, found["DDE303"].chosen) == (Severity.ERROR, True)
    assert set(all_rules()) - set(found) == {"DDE101"}
    assert all_rules()["DDE301"].severity is Severity.ERROR
    assert [found[code].chosen for code in ("DDE302", "DDE501")] == [False, False]


def test_what_cli_told_of_a_rule_is_its_basis():
    assert chosen(DDE216=RuleChoice("error", Basis.TOLD))["DDE216"].basis is Basis.TOLD
    assert chosen(DDE216="error")["DDE216"].basis is Basis.UNSETTLED


def test_a_rule_that_is_switched_off_finds_nothing_and_the_report_is_whole(check_files):
    files = changed(tiny(), [Cell("users.csv", 2, "role", "Teacher")])
    profile = dataclasses.replace(load_profile(), rules={"DDE301": RuleChoice(OFF)})
    report = check_files(files, profile=profile)
    assert "DDE301" not in report.rules
    assert not report.partial


def test_an_unsettled_basis_stays_an_information_whatever_a_profile_chooses(check_files):
    files = changed(tiny(), find_rule("DDE216").bad)
    for choice, severity in ((RuleChoice("error"), "info"), (RuleChoice("error", Basis.TOLD), "error")):
        profile = dataclasses.replace(load_profile(), rules={"DDE216": choice})
        (finding,) = check_files(files, profile=profile).findings
        assert (finding.code, finding.severity) == ("DDE216", severity)

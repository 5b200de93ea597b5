"""A file set never chooses its own judge: what it says of itself counts only where a person asks for it."""

import json
import zipfile
from datetime import date

import pytest

from checks.errors import ExitCode
from checks.profile.model import ProfileSource
from checks.reports.formats import FORMATS
from checks.rules.registry import all_rules
from dde_tui.actions.files.criteria import criteria
from dde_tui.workspace.settings import change_settings

ABOUT = {
    "schema": "dde-bundle/1",
    "profile": {"name": "x", "version": "1"},
    "today": "2031-01-01",
    "versions": {"dde": "9.9"},
    "rows_left_out": 0,
    "same_findings": True,
}
PROFILE = 'extends = "cli-engage"\nname = "{name}"\nversion = "1"\ntitle = "x"\n[rules]\n'
LAX = PROFILE.format(name="x") + "".join(f'{code} = "off"\n' for code in all_rules())
MEMBERS = {".dde-bundle.json": json.dumps(ABOUT).encode(), ".dde-profile-1.toml": LAX.encode()}


@pytest.fixture(params=["folder", "zip"])
def evil(request, put, tmp_path, wrong_files):
    """Files with mistakes, and two hidden ones that would have them checked against nothing."""
    if request.param == "folder":
        return put(tmp_path / "evil", {**wrong_files, **MEMBERS})
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for name, data in {**wrong_files, **MEMBERS}.items():
            archive.writestr(name, data)
    return tmp_path / "evil.zip"


def test_hidden_members_that_switch_every_rule_off_change_nothing(dde, evil, wrong):
    said, plain = (dde("check", path, "--json") for path in (evil, wrong))
    assert said.code == ExitCode.NOT_READY
    for key in ("counts", "outcome", "profile", "bundle", "findings"):
        assert said.json[key] == plain.json[key]
    assert said.json["profile"]["source"] == "shipped"
    assert said.json["profile"]["rules_off"] == []
    assert said.json["bundle"] is False
    assert "Use --bundle to check it as one." in dde("check", evil).sentence


def test_with_bundle_its_requirements_count_and_the_json_says_whose_they_are(dde, evil):
    said = dde("check", evil, "--bundle", "--json")
    assert (said.code, said.json["outcome"], said.json["bundle"]) == (0, "ready", True)
    assert said.json["profile"]["source"] == "bundle"
    assert said.json["profile"]["rules_off"] == [*all_rules()]


def test_a_named_profile_wins_over_the_bundles(dde, evil):
    named = ("check", evil, "--bundle", "--profile", "cli-engage")
    said = dde(*named, "--json")
    assert said.code == ExitCode.NOT_READY
    assert (said.json["profile"]["source"], said.json["bundle"]) == ("shipped", True)
    assert "not the requirements that it brings" in dde(*named).out


def test_the_workspaces_own_profile_wins_over_the_bundles(dde, evil, workspace):
    (workspace.path / "own.toml").write_text(PROFILE.format(name="own"), "utf-8")
    change_settings(workspace.settings_file, {"check.profile": "own.toml"})
    for flags in ((), ("--bundle",)):
        said = dde("check", evil, *flags, "--json", workspace=workspace)
        assert said.code == ExitCode.NOT_READY
        assert (said.json["profile"]["name"], said.json["profile"]["source"]) == ("own", "workspace")


@pytest.mark.parametrize(("answer", "code"), [("", 1), ("no", 1), ("yes", 0)])
def test_on_a_terminal_a_person_is_asked_and_the_default_is_no(dde, evil, answer, code):
    said = dde("check", evil, typed=f"{answer}\n")
    assert said.code == code
    assert "says of itself" in said.err
    assert ("Treat it as real data" in said.out) is (code == 0)


def test_bundle_for_what_is_none_is_refused(dde, clean):
    said = dde("check", clean, "--bundle")
    assert said.code == ExitCode.USAGE
    assert "not a bundle" in said.err


@pytest.mark.parametrize("form", FORMATS)
def test_rules_that_are_off_are_listed_in_every_format(dde, clean, tmp_path, form):
    lax = tmp_path / "lax.toml"
    lax.write_text(PROFILE.format(name="lax") + 'DDE307 = "off"\nDDE405 = "off"\n', "utf-8")
    said = dde("check", clean, "--profile", lax, "--format", form).out
    plain = dde("check", clean, "--format", form).out
    for code in ("DDE307", "DDE405"):
        assert code in said
        assert code not in plain or form == "junit", "where the rules that ran are listed"


def test_the_day_is_named_and_wins_over_the_bundles(dde, clean, evil):
    said = dde("check", clean, "--today", "2031-01-01", "--json")
    assert "DDE405" in {finding["code"] for finding in said.json["findings"]}
    assert "March 2, 2027" in dde("check", evil, "--bundle", "--today", "2027-03-02").out
    assert dde("check", clean, "--today", "yesterday").code == ExitCode.USAGE


def test_without_anything_said_the_shipped_default_counts():
    against = criteria(today=date(2026, 9, 1))
    assert (against.profile, against.source, against.bundle) == ("cli-engage", ProfileSource.SHIPPED, None)

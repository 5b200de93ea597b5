"""A workspace is made, from flags or from answers, and never over another."""

import pytest

from checks.errors import ExitCode
from dde_tui.workspace.folder import open_workspace


def test_flags_make_a_workspace(dde, tmp_path):
    said = dde("--workspace", tmp_path / "w", "init", "--district", "Peña ISD", "--zone", "America/Denver")
    assert said.code == 0
    assert "dde request" in said.out
    settings = open_workspace(tmp_path / "w", {}).settings
    assert (settings.district.name, settings.district.zone, settings.feedback.kind) == (
        "Peña ISD",
        "America/Denver",
        "hand",
    )


def test_without_a_flag_it_is_made_here(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dde("init", "--district", "X ISD", "--feedback", "folder", "--json")
    assert said.json == {"schema": "dde-init/1", "workspace": str(tmp_path), "district": "X ISD"}
    assert open_workspace(None, {}).settings.feedback.kind == "folder"


def test_a_person_is_asked_for_what_is_missing(dde, tmp_path):
    said = dde("--workspace", tmp_path, "init", typed="X ISD\nAmerica/Denver\nfolder\n")
    assert said.code == 0
    assert "What is your district called?" in said.err
    assert "What is" not in said.out
    settings = open_workspace(tmp_path, {}).settings
    assert (settings.district.zone, settings.feedback.kind) == ("America/Denver", "folder")


def test_a_person_who_says_nothing_more_gets_the_defaults(dde, tmp_path):
    assert dde("--workspace", tmp_path, "init", typed="X ISD\n\n\n").code == 0
    settings = open_workspace(tmp_path, {}).settings
    assert (settings.district.zone, settings.feedback.kind) == ("America/Chicago", "hand")


def test_a_script_must_name_the_district(dde, tmp_path):
    said = dde("--workspace", tmp_path / "w", "init", "--json")
    assert said.code == said.json["exit"] == ExitCode.USAGE
    assert "--district" in said.json["sentence"]
    assert not (tmp_path / "w").exists()


def test_a_workspace_is_never_made_over_another(dde, workspace):
    before = workspace.settings_file.read_bytes()
    said = dde("init", "--district", "Other ISD", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "is already a workspace" in said.err
    assert workspace.settings_file.read_bytes() == before


def test_a_wrong_answer_is_told_at_once_and_asked_for_again(dde, tmp_path):
    said = dde("--workspace", tmp_path, "init", typed="X ISD\nCentral\nAmerica/Chicago\njira\nhand\n")
    assert said.code == 0
    assert (
        'is not a time zone; write for example "America/Chicago". Did you mean "America/Chicago"?' in said.err
    )
    assert "is not supported by this version" in said.err
    settings = open_workspace(tmp_path, {}).settings
    assert (settings.district.zone, settings.feedback.kind) == ("America/Chicago", "hand")


def test_a_person_who_gives_no_name_makes_nothing(dde, tmp_path):
    said = dde("--workspace", tmp_path / "w", "init", typed="\n\n\n")
    assert said.code == ExitCode.USAGE
    assert "must not be blank" in said.err
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("CST", "America/Chicago"),
        ("Central", "America/Chicago"),
        ("Mountain Time", "America/Denver"),
        ("pacific", "America/Los_Angeles"),
        ("EDT", "America/New_York"),
        ("America/Chikago", "America/Chicago"),
    ],
)
def test_a_wrong_zone_names_the_one_that_is_meant_and_no_file_that_is_not_there(dde, tmp_path, word, zone):
    said = dde("--workspace", tmp_path / "w", "init", "--district", "X", "--zone", word)
    assert said.code == ExitCode.USAGE
    assert f'Did you mean "{zone}"?' in said.err
    assert f"--zone {word} is not a time zone" in said.err
    assert "dde.toml" not in said.err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--district", "X", "--zone", "Texas"], "is not a time zone"),
        (["--district", " "], "must not be blank"),
        (["--district", "X\x1b[31m"], "without control characters"),
        (["--district", "X", "--feedback", "jira"], "invalid choice"),
    ],
)
def test_a_value_that_cannot_be_makes_nothing(dde, tmp_path, flags, words):
    said = dde("--workspace", tmp_path / "w", "init", *flags)
    assert said.code == ExitCode.USAGE
    assert words in said.err
    assert "\x1b" not in said.err
    assert not (tmp_path / "w").exists()


def test_a_workspace_in_a_folder_that_is_synced_is_made_and_warned_about(dde, tmp_path):
    said = dde(
        "--workspace",
        tmp_path / "OneDrive - Bluebonnet ISD" / "rostering",
        "init",
        "--district",
        "Bluebonnet ISD",
    )
    assert said.code == 0
    assert "looks like a folder that OneDrive syncs" in said.sentence
    assert "OneDrive" not in dde("--workspace", tmp_path / "rostering", "init", "--district", "B").err

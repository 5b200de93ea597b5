"""CLI's answers in the workspace's own profile: written whole, read back, and nothing else is touched."""

import tomllib
from datetime import date

import pytest

from checks.errors import AnswerError, ProfileError
from checks.rules.choices import load_profile
from dde_tui.errors import SettingsError
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.requirements import REQUIREMENTS_FILE, record_answer, take_answer_back
from dde_tui.workspace.settings import change_settings

DAY = date(2026, 11, 3)


@pytest.fixture
def workspace(tmp_path):
    return create_workspace(tmp_path / "workspace", 'Caprock "Bend" ISD')


@pytest.fixture
def told(workspace):
    def record(question, *answer, source="ticket CE-1"):
        return record_answer(workspace, question, answer, on=DAY, source=source)

    return record


def test_the_first_answer_makes_a_profile_that_the_workspace_is_checked_against(workspace, told):
    settled = told("grade-codes", "PK", "KG")
    assert settled.path == workspace.path / REQUIREMENTS_FILE
    assert workspace.settings.check.profile == REQUIREMENTS_FILE
    assert load_profile(workspace.profile) == settled.profile
    assert settled.profile.title.endswith('as told to Caprock "Bend" ISD')
    written = tomllib.loads(settled.path.read_text("utf-8"))
    assert written["extends"] == "cli-engage"
    assert written["told"] == [
        {"question": "grade-codes", "answer": ["PK", "KG"], "on": DAY, "source": "ticket CE-1"}
    ]
    assert sorted(each.name for each in workspace.path.iterdir()) == [".dde", "dde.toml", REQUIREMENTS_FILE]


def test_more_answers_stand_beside_it_and_a_second_one_replaces_the_first(workspace, told):
    told("grade-codes", "PK")
    told("bulk", "yes")
    told("grade-codes", "PK", "KG", "EE", source="a call")
    entries = tomllib.loads((workspace.path / REQUIREMENTS_FILE).read_text("utf-8"))["told"]
    assert [(entry["question"], entry["answer"], entry["source"]) for entry in entries] == [
        ("grade-codes", ["PK", "KG", "EE"], "a call"),
        ("bulk", True, "ticket CE-1"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_person_wrote_there_is_kept(workspace, told, end):
    told("bulk", "no")
    path = workspace.path / REQUIREMENTS_FILE
    text = path.read_text("utf-8") + '\n# We agreed on this.\n[rules]\nDDE215 = "info"  # campus codes\n'
    path.write_bytes(text.replace("\r\n", "\n").replace("\n", end).encode())
    told("manifest", "no")
    told("bulk", "yes")
    changed = path.read_bytes().decode()
    assert "# We agreed on this." in changed
    assert f'DDE215 = "info"  # campus codes{end}' in changed
    profile = load_profile(workspace.profile)
    assert set(profile.answers) == {"bulk", "manifest"}
    assert profile.rules["DDE215"].word == "info"


def test_a_profile_that_a_person_made_in_the_workspace_is_written_to(workspace, told):
    (workspace.path / "ours").mkdir()
    path = workspace.path / "ours" / "own.toml"
    path.write_text(
        'extends = "cli-engage"\nname = "ours"\nversion = "1"\ntitle = "Ours"\n'
        'told = [{ question = "bulk", answer = true, on = 2026-10-01, source = "a call" }]\n',
        "utf-8",
    )
    change_settings(workspace.settings_file, {"check.profile": "ours/own.toml"})
    settled = told("grade-codes", "PK")
    assert settled.path == path
    assert set(settled.profile.answers) == {"bulk", "grade-codes"}
    assert workspace.settings.check.profile == "ours/own.toml"
    assert not (workspace.path / REQUIREMENTS_FILE).exists()
    assert load_profile(workspace.profile) == settled.profile


def extending(workspace, shared):
    """Make the workspace's own profile extend one that several districts share."""
    text = f'extends = "{shared.as_posix()}"\nname = "own"\nversion = "1"\ntitle = "Ours"\n'
    (workspace.path / "own.toml").write_text(text, "utf-8")
    change_settings(workspace.settings_file, {"check.profile": "own.toml"})


def test_a_profile_outside_of_the_workspace_is_built_upon_and_left_alone(workspace, told, tmp_path):
    shared = tmp_path / "region.toml"
    shared.write_text('extends = "cli-engage"\nname = "region"\nversion = "1"\ntitle = "All"\n', "utf-8")
    before = shared.read_bytes()
    extending(workspace, shared)
    settled = told("grade-codes", "PK")
    assert settled.path == workspace.path / "own.toml"
    assert shared.read_bytes() == before
    assert told("bulk", "yes").path == settled.path


def test_an_answer_that_is_taken_back_leaves_the_requirements_as_they_were(workspace, told):
    before = told("bulk", "yes").profile
    told("grade-codes", "PK")
    assert take_answer_back(workspace, "grade-codes").profile == before
    none = take_answer_back(workspace, "bulk").profile
    assert (none.answers, none.files) == ({}, load_profile().files)
    assert "told" not in tomllib.loads((workspace.path / REQUIREMENTS_FILE).read_text("utf-8"))
    assert told("bulk", "yes").profile == before


def test_an_answer_of_the_profile_below_is_not_taken_back_here(workspace, told, tmp_path):
    shared = tmp_path / "region.toml"
    shared.write_text(
        'extends = "cli-engage"\nname = "region"\nversion = "1"\ntitle = "Ours"\n'
        '[[told]]\nquestion = "bulk"\nanswer = true\non = 2026-10-01\nsource = "a call"\n',
        "utf-8",
    )
    extending(workspace, shared)
    told("manifest", "no")
    with pytest.raises(AnswerError, match="is in the requirements that the workspace's own ones extend"):
        take_answer_back(workspace, "bulk")


def test_what_is_no_answer_changes_nothing(workspace, told):
    before = workspace.settings_file.read_bytes()
    for question, answer in (("grade-codes", ()), ("fils", ("a",)), ("bulk", ("perhaps",))):
        with pytest.raises(AnswerError):
            told(question, *answer)
    with pytest.raises(AnswerError):
        take_answer_back(workspace, "bulk")
    assert workspace.settings_file.read_bytes() == before
    assert not (workspace.path / REQUIREMENTS_FILE).exists()


def test_a_file_of_that_name_that_is_not_in_use_is_not_written_over(workspace, told):
    path = workspace.path / REQUIREMENTS_FILE
    path.write_text("name = 'something else'\n", "utf-8")
    with pytest.raises(SettingsError, match="exists, but files are checked against cli-engage"):
        told("bulk", "yes")
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        told("bulk", "yes")
    assert path.read_bytes() == b"\xff"


def test_a_file_of_that_name_that_would_do_is_taken_up(workspace, told):
    told("bulk", "yes")
    change_settings(workspace.settings_file, {"check.profile": "cli-engage"})
    assert set(told("manifest", "no").profile.answers) == {"bulk", "manifest"}
    assert workspace.settings.check.profile == REQUIREMENTS_FILE


def test_a_profile_with_a_mistake_is_named_and_left_alone(workspace, told):
    told("bulk", "yes")
    path = workspace.path / REQUIREMENTS_FILE
    path.write_text(path.read_text("utf-8").replace("source", "sauce"), "utf-8")
    before = path.read_bytes()
    with pytest.raises(ProfileError, match=r"told\[1\].sauce is not a known key"):
        told("manifest", "no")
    assert path.read_bytes() == before

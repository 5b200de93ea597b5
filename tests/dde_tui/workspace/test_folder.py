import subprocess
import sys
from pathlib import Path

import pytest

from checks.errors import ExitCode
from dde_tui.errors import DiskError, SettingsError
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import EventKind
from dde_tui.workspace.folder import create_workspace, open_workspace
from dde_tui.workspace.settings import change_settings


def test_a_new_workspace_has_its_settings_and_an_empty_journal(tmp_path):
    workspace = create_workspace(tmp_path / "deep" / "down", "Example ISD", "America/Denver", "folder")
    assert workspace.path == tmp_path / "deep" / "down"
    settings = workspace.settings
    assert (settings.district.name, settings.district.zone) == ("Example ISD", "America/Denver")
    assert settings.feedback.kind == "folder"
    assert workspace.calendar == Calendar()
    assert workspace.journal.events() == []
    assert workspace.state.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_other_users_cannot_look_into_the_state_of_a_workspace(tmp_path):
    assert create_workspace(tmp_path, "Example ISD").state.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_other_files_may_become_a_workspace(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"sourcedId\n")
    create_workspace(tmp_path, "Example ISD")
    assert sorted(each.name for each in tmp_path.iterdir()) == [".dde", "dde.toml", "users.csv"]


def test_a_workspace_is_never_overwritten(tmp_path):
    workspace = create_workspace(tmp_path, "Example ISD")
    before = workspace.settings_file.read_bytes()
    with pytest.raises(SettingsError, match="is already a workspace") as caught:
        create_workspace(tmp_path, "Another ISD")
    assert caught.value.exit_code is ExitCode.USAGE
    assert workspace.settings_file.read_bytes() == before


def test_a_journal_that_lies_there_already_is_kept(tmp_path):
    workspace = create_workspace(tmp_path, "Example ISD")
    event = workspace.journal.append(EventKind.REQUESTED)
    workspace.settings_file.unlink()
    assert create_workspace(tmp_path, "Example ISD").journal.events() == [event]


@pytest.mark.parametrize(
    ("name", "zone", "feedback"),
    [
        ("", "America/Chicago", "hand"),
        ("two\nlines", "America/Chicago", "hand"),
        ("Example ISD", "America/Nowhere", "hand"),
        ("Example ISD", "America/Chicago", "jira"),
    ],
)
def test_a_value_that_cannot_be_makes_no_folder(tmp_path, name, zone, feedback):
    with pytest.raises(SettingsError):
        create_workspace(tmp_path / "new", name, zone, feedback)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskError, match="down cannot be used"):
        create_workspace(tmp_path / "file" / "deep" / "down", "Example ISD")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_name_too_long_for_the_disk_leaves_nothing_behind(tmp_path):
    with pytest.raises(DiskError):
        create_workspace(tmp_path / "new" / ("x" * 300), "Example ISD")
    assert list(tmp_path.iterdir()) == []


def test_a_state_folder_that_is_a_file_stops_the_making_and_stays(tmp_path):
    (tmp_path / ".dde").write_bytes(b"mine")
    with pytest.raises(DiskError):
        create_workspace(tmp_path, "Example ISD")
    assert [each.name for each in tmp_path.iterdir()] == [".dde"]
    assert (tmp_path / ".dde").read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX stands for the full disk")
def test_a_disk_that_fills_up_half_way_leaves_no_half_made_workspace(tmp_path):
    script = f"""
import pathlib, resource
from dde_tui.errors import DiskError
from dde_tui.workspace.folder import create_workspace
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    create_workspace(pathlib.Path({str(tmp_path / "new")!r}), "Example ISD")
except DiskError as error:
    print(type(error).__name__)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "DiskError\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def three(tmp_path):
    return {name: create_workspace(tmp_path / name, f"{name} ISD") for name in ("flag", "variable", "around")}


def test_the_flag_comes_before_the_variable_and_both_before_the_folder_around(three):
    inside = three["around"].path / "exports" / "2026"
    inside.mkdir(parents=True)
    environ = {"DDE_WORKSPACE": str(three["variable"].path)}
    assert open_workspace(three["flag"].path, environ, inside) == three["flag"]
    assert open_workspace(None, environ, inside) == three["variable"]
    assert open_workspace(None, {}, inside) == three["around"]
    assert open_workspace(None, {"DDE_WORKSPACE": ""}, inside) == three["around"]


def test_the_search_begins_in_the_current_folder(three, monkeypatch):
    monkeypatch.chdir(three["around"].state)
    assert open_workspace(None, {}).settings.district.name == "around ISD"


def test_a_relative_path_means_the_same_after_a_change_of_folder(three, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    workspace = open_workspace(Path("flag"), {})
    monkeypatch.chdir(tmp_path.parent)
    assert workspace.settings.district.name == "flag ISD"


def test_where_there_is_no_workspace_the_contact_learns_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError) as caught:
        open_workspace(None, {}, tmp_path)
    assert caught.value.exit_code is ExitCode.USAGE
    assert "dde init" in caught.value.to_do


def test_a_named_folder_that_is_no_workspace_is_not_searched_upwards(three):
    inside = three["around"].path / "exports"
    inside.mkdir()
    with pytest.raises(SettingsError, match=r"is not a workspace: it has no dde\.toml") as caught:
        open_workspace(inside, {})
    assert "init" in caught.value.to_do
    with pytest.raises(SettingsError, match="is not a workspace"):
        open_workspace(None, {"DDE_WORKSPACE": str(inside)}, three["flag"].path)


def test_settings_that_cannot_be_used_are_told_at_opening(three):
    three["flag"].settings_file.write_text("[district]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"district\.name is missing"):
        open_workspace(three["flag"].path, {})


def test_nothing_heavy_is_imported_to_tell_the_status():
    script = """
import sys
from dde_tui.process import progress
from dde_tui.workspace import folder, journal, lock, secrets, settings
heavy = {"polars", "numpy", "pandas", "pyarrow", "paramiko", "keyring", "textual", "tomlkit", "filelock", "difflib"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_waivers_are_read_where_a_district_has_any(tmp_path):
    workspace = create_workspace(tmp_path, "Example ISD")
    assert workspace.waivers == ()
    (tmp_path / "waivers.toml").write_text(
        '[[waiver]]\ncode = "DDE704"\nbecause = "CLI knows"\nuntil = 2027-05-31\n', "utf-8"
    )
    assert [(waiver.code, waiver.because) for waiver in workspace.waivers] == [("DDE704", "CLI knows")]


def test_a_profile_is_looked_for_from_the_workspaces_folder(tmp_path, monkeypatch):
    workspace = create_workspace(tmp_path / "workspace", "Example ISD")
    monkeypatch.chdir(tmp_path)
    assert workspace.profile == "cli-engage"
    change_settings(workspace.settings_file, {"check.profile": "ours/own.toml"})
    assert workspace.profile == str(workspace.path / "ours" / "own.toml")

"""A workspace of somebody else is not ours: one that was found and not named must be this user's own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dde_tui.errors import SettingsError
from dde_tui.workspace.folder import create_workspace, open_workspace
from dde_tui.workspace.settings import change_settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and rights of POSIX")
root_only = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away"
)
NOBODY = 12345
ROOT = Path(__file__).parents[3]


@pytest.fixture
def planted(tmp_path):
    """A folder that everybody may write to, with a workspace in it, and a folder of ours below."""
    share = tmp_path / "share"
    workspace = create_workspace(share, "Evil ISD")
    (share / "victim").mkdir()
    return workspace


@root_only
@pytest.mark.parametrize("part", ["dde.toml", ".", ".dde"])
def test_a_workspace_above_that_belongs_to_another_user_is_refused_and_can_be_named(process, planted, part):
    os.chown(planted.path / part, NOBODY, NOBODY)
    inside = planted.path / "victim"
    said = process("status", cwd=inside)
    assert (said.code, said.out) == (2, "")
    assert "belongs to another user of this computer." in said.err
    assert f"dde --workspace {planted.path}" in said.err
    assert process("check", "nothing", cwd=inside).code == 2  # it would choose the requirements
    assert process("--workspace", planted.path, "status", cwd=inside).code == 0
    assert process("status", cwd=inside, DDE_WORKSPACE=str(planted.path)).code == 0


@root_only
def test_root_counts_as_another_user_for_everybody_else():
    """What `sudo dde init` made is not this user's own."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        planted = create_workspace(Path(home, "share"), "Example ISD")
        planted.path.chmod(0o755)
        planted.settings_file.chmod(0o644)
        assert opened_by_nobody(planted.path) == (
            f"{planted.settings_file} belongs to another user of this computer.\n"
        )


def opened_by_nobody(path):
    """What a user who is nobody is told about the workspace above."""
    code = f"""
import grp, os, pathlib, pwd
from dde_tui.errors import SettingsError
from dde_tui.workspace.folder import open_workspace
os.seteuid({NOBODY})
try:
    open_workspace(None, {{}}, pathlib.Path({str(path)!r}))
except SettingsError as error:
    print(error.happened)
"""
    run = [sys.executable, "-c", code]
    return subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout


@pytest.mark.parametrize(
    ("part", "mode", "why"),
    [
        ("dde.toml", 0o666, "every user"),
        (".", 0o1777, "every user"),
        (".dde", 0o777, "every user"),
    ],
)
def test_a_workspace_that_everybody_may_change_is_refused(planted, part, mode, why):
    (planted.path / part).chmod(mode)
    with pytest.raises(SettingsError, match=f"can be changed by {why}"):
        open_workspace(None, {}, planted.path / "victim")
    assert open_workspace(planted.path, {}) == planted


@root_only
def test_a_group_that_others_are_in_may_not_change_it(planted):
    planted.settings_file.chmod(0o660)
    os.chown(planted.settings_file, -1, NOBODY)
    with pytest.raises(SettingsError, match="can be changed by a group of users"):
        open_workspace(None, {}, planted.path)


@root_only
def test_a_link_to_somebody_elses_settings_is_refused(planted, tmp_path):
    real = tmp_path / "real.toml"
    planted.settings_file.rename(real)
    os.chown(real, NOBODY, NOBODY)
    planted.settings_file.symlink_to(real)
    with pytest.raises(SettingsError, match="belongs to another user"):
        open_workspace(None, {}, planted.path)


def test_the_way_a_workspace_was_found_is_known(planted, monkeypatch):
    inside = planted.path / "victim"
    assert open_workspace(None, {}, inside).found == "found above the current folder"
    assert open_workspace(None, {}, planted.path).found == "the current folder"
    assert open_workspace(planted.path, {}).found == "named by --workspace"
    assert open_workspace(None, {"DDE_WORKSPACE": str(planted.path)}).found == "named by DDE_WORKSPACE"


@pytest.mark.parametrize("key", ["build.output", "build.recipe", "check.profile"])
@pytest.mark.parametrize(
    "way_out", ["/etc/passwd.toml", "../x.toml", "a/../../x.toml", "C:/x.toml", "~/x.toml"]
)
def test_a_path_in_the_settings_that_leads_out_is_refused(dde, planted, key, way_out):
    with pytest.raises(SettingsError, match="leads out of the workspace"):
        change_settings(planted.settings_file, {key: way_out})
    section, _, name = key.partition(".")
    text = planted.settings_file.read_text("utf-8")
    lines = [f'{name} = "{way_out}"' if line.startswith(f"{name} =") else line for line in text.splitlines()]
    planted.settings_file.write_text("\n".join(lines), "utf-8")
    said = dde("status", workspace=planted)
    assert said.code == 2
    assert f"{section}.{name} leads out of the workspace" in said.err


@pytest.mark.parametrize(("key", "name"), [("build.output", "files"), ("check.profile", "own.toml")])
def test_a_link_that_leads_out_of_the_workspace_is_refused(dde, planted, tmp_path, key, name):
    (tmp_path / "elsewhere").mkdir()
    (planted.path / name).symlink_to(tmp_path / "elsewhere")
    change_settings(planted.settings_file, {key: name})
    said = dde("build", workspace=planted)
    assert said.code == 2
    assert f"{key} in dde.toml is {name}, a link that leads out of the workspace." in said.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_inside_the_workspace_is_followed(planted):
    (planted.path / "2026").mkdir()
    (planted.path / "files").symlink_to("2026")
    assert open_workspace(planted.path, {}).files == planted.path / "files"

"""`dde build`: a recipe or the workspace's, into files that a check can read."""

import pytest

from checks.errors import ExitCode


@pytest.fixture
def flat(dde, tmp_path):
    """A flat export of the sample district with its recipe."""
    assert dde("template", tmp_path / "flat", "--example", "flat").code == 0
    return tmp_path / "flat"


def test_a_recipe_builds_into_a_folder(dde, flat, tmp_path):
    said = dde("build", flat / "build.toml", "--output", tmp_path / "out", "--json")
    assert said.code == 0
    assert said.json["schema"] == "dde-build/1"
    assert said.json["output"] == str(tmp_path / "out")
    written = {path.name: len(path.read_bytes().splitlines()) - 1 for path in (tmp_path / "out").iterdir()}
    assert said.json["files"] == written


def test_the_workspaces_recipe_builds_into_the_folder_that_is_sent(dde, workspace, flat):
    for path in flat.iterdir():
        (workspace.path / path.name).write_bytes(path.read_bytes())
    said = dde("build", workspace=workspace)
    assert said.code == 0
    assert str(workspace.path / "files") in said.out
    assert dde("check", workspace.path / "files").code == 0


def test_two_builds_give_the_same_bytes(dde, flat, tmp_path):
    built = []
    for name in ("one", "two"):
        dde("build", flat / "build.toml", "--output", tmp_path / name)
        built.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert built[0] == built[1]


def test_a_recipe_that_is_not_there_or_none_is_a_sentence(dde, workspace, tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "broken.toml").write_text("[", encoding="utf-8")
    for words in (["build"], ["build", tmp_path / "binary.toml"], ["build", tmp_path / "broken.toml"]):
        said = dde(*words, workspace=workspace)
        assert said.code in {ExitCode.USAGE, ExitCode.SOURCE}, words
        assert said.err.startswith("dde: ")
        assert "defect" not in said.err
    assert not (workspace.path / "files").exists()


def test_an_export_that_is_missing_is_3_and_leaves_the_old_files(dde, flat, tmp_path):
    dde("build", flat / "build.toml", "--output", tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    (flat / "children.csv").unlink()
    said = dde("build", flat / "build.toml", "--output", tmp_path / "out", "--json")
    assert said.code == said.json["exit"] == ExitCode.SOURCE
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before

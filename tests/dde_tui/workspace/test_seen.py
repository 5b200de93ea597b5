"""The list of workspaces holds paths only, is read with care, and can be lost without harm."""

import json
import sys

import pytest

from dde_tui.workspace import seen as listed
from dde_tui.workspace.seen import forget, remember, seen


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    if sys.platform != "linux":
        monkeypatch.setattr("dde_tui.workspace.seen._path", lambda: tmp_path / "state" / "workspaces.json")


def test_what_was_seen_first_comes_first_and_each_once(tmp_path):
    assert seen() == []
    for name in ("b", "a", "b"):
        remember(tmp_path / name)
    assert seen() == [tmp_path / "b", tmp_path / "a"]


def test_two_names_of_one_folder_are_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    remember(tmp_path / "a")
    remember(tmp_path / "a" / ".." / "a")
    assert seen() == [tmp_path / "a"]


def test_one_is_forgotten(tmp_path):
    remember(tmp_path / "a")
    assert forget(tmp_path / "a") is True
    assert forget(tmp_path / "a") is False
    assert seen() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_nobody_else_can_read_it(tmp_path):
    remember(tmp_path / "a")
    assert listed._path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"schema": "dde-workspaces-seen/1"}',
        b'{"schema": "dde-workspaces-seen/1", "workspaces": 7}',
        b'{"schema": "other/1", "workspaces": ["/a"]}',
        b" " * 300_000,
    ],
)
def test_what_is_no_list_counts_as_none_and_is_written_anew(tmp_path, words):
    remember(tmp_path / "a")
    listed._path().write_bytes(words)
    assert seen() == []
    remember(tmp_path / "b")
    assert seen() == [tmp_path / "b"]


def test_only_absolute_paths_of_a_sane_length_are_taken(tmp_path):
    remember(tmp_path)
    strange = ["relative", 7, None, "/" + "x" * 5_000, "/a\0b", {"path": "/a"}, str(tmp_path / "good")]
    listed._path().write_text(json.dumps({"schema": "dde-workspaces-seen/1", "workspaces": strange}))
    assert seen() == [tmp_path / "good"]


def test_a_disk_that_refuses_ends_no_command(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    remember(tmp_path / "a")
    assert seen() == []

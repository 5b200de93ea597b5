"""`dde demo`: on a screen or told in lines, kept or gone."""

import io
from argparse import Namespace

import pytest

from checks.errors import ExitCode
from dde_tui.actions.command import Call
from dde_tui.demo.command import COMMAND
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import open_workspace


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("headless", "out", "stdin", "opens"),
    [
        (False, Terminal, Terminal, True),
        (True, Terminal, Terminal, False),
        (False, io.StringIO, Terminal, False),
        (False, Terminal, io.StringIO, False),
    ],
)
def test_it_opens_the_app_only_where_a_person_can_answer(monkeypatch, headless, out, stdin, opens):
    monkeypatch.setattr("sys.stdin", stdin())
    call = Call(Namespace(headless=headless, keep=None, workspace=None), Console(out(), Terminal(), {}), {})
    assert COMMAND.opens_app(call) is opens


def test_away_from_a_terminal_it_is_told_in_lines(played):
    assert played.code == ExitCode.DONE
    assert played.out.lstrip().startswith("Step 1 of 7")
    assert "\x1b" not in played.out
    assert "\r" not in played.out


def test_what_is_kept_is_said_and_can_be_used(played, dde):
    for path in (played.workspace.path, played.workspace.state / "receipts", played.securestor):
        assert str(path) in played.out
        assert path.is_dir()
    workspace = open_workspace(played.workspace.path, {})
    assert {step["state"] for step in dde("status", "--json", workspace=workspace).json["steps"]} == {"done"}
    assert dde("check", workspace.files).code == 0
    assert dde("helpcenter", "queue", "--folder", played.securestor, "--json").json["waiting"] == []
    assert dde("build", "--output", played.home / "built", workspace=workspace).code == 0
    assert dde("check", played.home / "built").code == 0


def test_no_thread_and_no_temporary_folder_is_left(played):
    assert played.threads == 0
    assert played.folders == set()


def test_a_folder_that_holds_something_is_refused_and_untouched(dde, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    said = dde("demo", "--headless", "--keep", tmp_path)
    assert said.code == ExitCode.USAGE
    assert "is not empty" in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder_to_keep_it_in(dde, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = dde("demo", "--headless", "--keep", tmp_path / "file")
    assert said.code == ExitCode.USAGE
    assert str(tmp_path / "file") in said.err

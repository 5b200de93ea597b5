"""`--no-input` and DDE_NO_INPUT: nothing is asked, also where a terminal seems to be there, as a scheduler's does."""

import ast
import io
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from checks.errors import ExitCode
from dde_tui.actions.command import Call
from dde_tui.cli import COMMANDS, load_command
from dde_tui.terminal.console import Console

ROOT = Path(__file__).parents[2]
TYPED = "yes\n" * 9
ARGUMENTS = {
    "requirements settle": ["bulk", "yes"],
    "template": ["new"],
    "check": ["clean"],
    "fix": ["clean"],
    "bundle": ["clean", "--output", "bundle.zip"],
    "connect": ["--host", "127.0.0.1", "--port", "1", "--user", "u"],
    "send": ["clean"],
    "feedback record": ["returned", "--text", "-"],
    "feedback forget": ["0"],
}
"""What a command needs to come as far as its question."""


def names():
    for name in COMMANDS:
        command = load_command(name)
        if command.run is not None and name != "demo":  # it plays headless then, as the test below says
            yield name
        yield from (f"{name} {each.name}" for each in command.commands)


@pytest.fixture
def nobody(monkeypatch, workspace, clean):
    """A person's terminal, at which nobody may be asked for a password; in the workspace."""
    monkeypatch.chdir(workspace.path)
    clean.rename(workspace.path / "clean")
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: pytest.fail("a password was asked for"))


@pytest.mark.parametrize("name", list(names()))
def test_no_command_asks(dde, nobody, name):
    said = dde(*name.split(), *ARGUMENTS.get(name, []), "--no-input", typed=TYPED)
    assert sys.stdin.tell() == 0, "somebody read what a person typed"
    assert "[no]" not in said.err


@pytest.mark.parametrize("way", ["before", "behind", "variable"])
@pytest.mark.parametrize(
    "words", [["confirm"], ["connect"], ["feedback", "record", "returned", "--text", "-"]]
)
def test_the_flag_stands_before_or_behind_the_command_and_the_variable_does_the_same(dde, nobody, words, way):
    line = {"before": ["--no-input", *words], "behind": [*words, "--no-input"], "variable": words}[way]
    said = dde(*line, typed=TYPED, environ={"DDE_NO_INPUT": "1"} if way == "variable" else {})
    assert said.code == ExitCode.USAGE
    assert sys.stdin.tell() == 0


@pytest.mark.parametrize("value", ["", "0"])
def test_the_variable_forbids_nothing_where_it_is_empty_or_0(dde, nobody, value):
    assert dde("confirm", typed="yes\n", environ={"DDE_NO_INPUT": value}).code == 0
    assert sys.stdin.tell() > 0


def test_a_person_who_types_is_told_how_to_end(dde, nobody):
    said = dde("feedback", "record", "returned", "--text", "-", typed="CLI's words\n")
    assert said.code == 0
    assert "Type or paste the text, then press " in said.err


def test_dde_alone_does_not_open_the_app(dde, nobody):
    said = dde("--no-input", typed=TYPED)
    assert said.code == ExitCode.USAGE
    assert "The app is not opened: --no-input or DDE_NO_INPUT forbids every question." in said.sentence


def test_the_demo_plays_headless(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    for no_input in (False, True):
        console = Console(Terminal(), Terminal(), {}, no_input)
        call = Call(Namespace(headless=False), console, {})
        assert load_command("demo").opens_app(call) is not no_input


def test_the_null_device_is_nobody_who_could_be_asked(workspace):
    """On Windows NUL says that it is a terminal; a person would be asked there, and nobody would answer."""
    program = "from dde_tui.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, "confirm"],
        cwd=workspace.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == ExitCode.USAGE


def test_one_place_looks_whether_somebody_is_there_and_one_asks():
    asking = {
        path.relative_to(ROOT / "dde_tui").as_posix()
        for path in (ROOT / "dde_tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in {"isatty", "stdin"})
        or (isinstance(node, ast.alias) and node.name == "getpass")
        or (isinstance(node, ast.Name) and node.id == "input")
    }
    assert asking == {"terminal/streams.py", "terminal/console.py"}

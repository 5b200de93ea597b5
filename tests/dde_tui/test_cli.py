"""The command line as scripts see it: names, flags, workspaces and exit codes."""

import re
import shlex
from pathlib import Path

import pytest

from checks.errors import ExitCode
from dde_tui.actions.process import status
from dde_tui.cli import COMMANDS, _parse, load_command
from dde_tui.workspace.lock import run_lock

FLAGS = {
    "demo": "--headless --keep",
    "init": "--district --zone --feedback --json",
    "status": "--format --json",
    "request": "--draft --at --yes --json",
    "requirements": "--format --profile --json",
    "requirements settle": "--source --on --undo --json",
    "confirm": "--yes --json",
    "deadline": "--from --allowance --now --calendar --hours --zone --closed --json",
    "template": "--example --json",
    "build": "--output --json",
    "check": "--format --output --force --review --fail-on --select --ignore --limit --profile --before --today --bundle "
    "--waivers "
    "--show-values --json",
    "explain": "--json",
    "fix": "--output --diff --log --format --limit --profile --show-values --json",
    "bundle": "--output --minimal --strict --force --profile --json",
    "connect": "--host --port --user --folder --key-file --agent --password-env --password-credential "
    "--host-key --exchange --proxy --proxy-password-env --proxy-host-key --channels --publish --verify --collects --test --json",
    "send": "--dry-run --yes --accept --because --recorded --at --show-values --json",
    "approve": "--because --show-values --json",
    "feedback": "--json",
    "feedback list": "--json",
    "feedback fetch": "--json",
    "feedback record": "--at --text --review --yes --json",
    "feedback forget": "--json",
    "history": "--csv --json",
    "note": "--at --json",
    "undo": "--json",
    "handover": "--output --force --json",
    "helpcenter": "",
    "helpcenter queue": "--folder --json",
    "helpcenter review": "--folder --decide --profile --by --show-values --json",
    "helpcenter return": "--folder --text --by --profile --json",
    "helpcenter accept": "--folder --text --by --json",
    "helpcenter folder-ready": "--folder --text --by --json",
    "helpcenter prepared": "--folder --text --by --json",
    "helpcenter live": "--folder --text --by --json",
    "workspaces": "--forget --json",
    "journal": "--json",
    "journal recover": "--yes --json",
    "doctor": "--json",
}
CHOICES = {
    ("init", "--feedback"): "hand folder",
    ("requirements", "--format"): "text markdown json csv",
    ("check", "--format"): "text json csv html sarif junit github",
    ("fix", "--format"): "text json csv",
    ("check", "--review"): "initial quality all",
    ("check", "--fail-on"): "error warning never",
    ("feedback record", "kind"): "answered folder-ready returned accepted prepared live",
}


def declared(command, above=""):
    """Each command and those below it, by the words a person types."""
    name = f"{above} {command.name}".strip()
    found = {name: command}
    for each in command.commands:
        found |= declared(each, name)
    return found


ALL = {name: each for top in COMMANDS for name, each in declared(load_command(top)).items()}


def test_help_lists_exactly_the_commands_there_are(dde):
    said = dde("--help")
    listed = re.findall(
        r"^ {4}([a-z]+)  ", said.out.split("COMMAND\n", 1)[1].split("\nexamples:")[0], re.MULTILINE
    )
    assert said.code == 0
    assert " ".join(listed) == (
        "demo init status request requirements confirm deadline template build check explain fix bundle connect send approve feedback history note undo handover helpcenter workspaces journal doctor"
    )


def test_every_command_has_the_flags_of_the_contract():
    assert {
        name: " ".join(option.flag for option in command.options if option.flag.startswith("-"))
        for name, command in ALL.items()
    } == FLAGS


@pytest.mark.parametrize(("name", "flag"), CHOICES)
def test_a_flag_takes_the_words_of_the_contract(name, flag):
    option = next(option for option in ALL[name].options if option.flag == flag)
    assert " ".join(option.choices) == CHOICES[name, flag]


@pytest.mark.parametrize("name", ALL)
def test_a_commands_help_says_what_it_does_and_shows_an_example_or_what_is_below(dde, name):
    said = dde(*name.split(), "--help")
    assert said.code == 0
    assert said.err == ""
    assert ALL[name].sentence in " ".join(said.out.split())
    assert "examples:" in said.out or "COMMAND" in said.out
    for option in ALL[name].options:
        if option.flag.startswith("-"):
            assert option.flag in said.out


@pytest.mark.parametrize("line", [example.line for command in ALL.values() for example in command.examples])
def test_every_example_parses(line):
    words = shlex.split(line)
    assert words[0] == "dde"
    options = _parse(words[1:])
    assert options.command.run is not None
    assert options.command in ALL.values()


def test_a_command_takes_an_argument_of_its_own_or_a_command_below_it():
    for words, name, file in (
        (["requirements"], "requirements", None),
        (["requirements", "users.csv"], "requirements", "users.csv"),
        (["requirements", "--format", "csv", "users.csv"], "requirements", "users.csv"),
        (["requirements", "settle"], "settle", None),
        (["requirements", "--json", "settle", "bulk", "yes"], "settle", None),
    ):
        options = _parse(words)
        assert (options.command.name, getattr(options, "file", None)) == (name, file)
    assert _parse(["requirements", "--json", "settle"]).json
    assert _parse(["requirements", "settle", "bulk", "yes"]).answer == ["bulk", "yes"]
    assert "settle" in _parse(["requirements", "--help"]).shown
    assert "FILE[.COLUMN]" in _parse(["requirements", "--help"]).shown


def test_a_commands_examples_are_of_that_command():
    for name, command in ALL.items():
        for example in command.examples:
            assert name in example.line, (name, example.line)


def test_the_version_is_one_line(dde):
    said = dde("--version")
    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"dde \d+\.\d+\.\d+\n", said.out)


def test_help_reaches_a_console_that_knows_ascii_only(process):
    for words in (["--help"], ["connect", "--help"], ["feedback", "record", "--help"]):
        said = process(*words, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert said.code == 0, said.err


def test_an_unknown_command_names_the_nearest(dde):
    said = dde("stauts")
    assert said.code == ExitCode.USAGE
    assert 'Did you mean "status"?' in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    "words",
    [
        ["status", "--nope"],
        ["check", "x", "--format", "pdf"],
        ["check", "x", "--limit", "-1"],
        ["check", "x", "--limit", "many"],
        ["connect", "--port", "99999"],
        ["connect", "--port", "ssh"],
        ["feedback", "record"],
        ["feedback", "record", "perhaps"],
        ["template", "x", "--example", "strange"],
        ["--workspace"],
    ],
)
def test_a_wrong_flag_is_a_sentence_and_exit_2(dde, words):
    said = dde(*words)
    assert said.code == ExitCode.USAGE
    assert said.err.startswith("dde: ")
    assert said.out == ""


def test_a_command_that_only_holds_others_shows_them(dde):
    said = dde("helpcenter")
    assert said.code == ExitCode.USAGE
    assert "queue" in said.out


def test_without_a_workspace_the_sentence_says_how_to_make_one(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (
        ["status"],
        ["request"],
        ["confirm", "--yes"],
        ["send"],
        ["connect"],
        ["feedback"],
        ["build"],
    ):
        said = dde(*words)
        assert said.code == ExitCode.USAGE, words
        assert "Create one with `dde init`" in said.err


def test_the_workspace_is_found_by_flag_by_variable_and_upwards(dde, workspace, tmp_path, monkeypatch):
    by_flag = dde("status", workspace=workspace)
    monkeypatch.setenv("DDE_WORKSPACE", str(workspace.path))
    by_variable = dde("status")
    monkeypatch.delenv("DDE_WORKSPACE")
    inside = workspace.path / "deep" / "down"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    upwards = dde("status")
    assert by_flag.code == 0
    assert by_flag == by_variable == upwards


@pytest.mark.parametrize("words", [["check", "x"], ["doctor"], ["requirements"], ["helpcenter", "queue"]])
def test_a_workspace_that_was_named_must_be_there(dde, tmp_path, words):
    said = dde("--workspace", tmp_path / "none", *words)
    assert "is not a workspace" in said.out + said.err


def test_a_broken_settings_file_is_named_and_stops_even_what_needs_no_workspace(
    dde, workspace, clean, monkeypatch
):
    workspace.settings_file.write_text('[district]\nname = "X"\nzoen = "UTC"\n', encoding="utf-8")
    monkeypatch.chdir(workspace.path)
    for words in (["status"], ["check", clean], ["requirements"]):
        said = dde(*words)
        assert said.code == ExitCode.USAGE, words
        assert 'district.zoen is not a known key. Did you mean "zone"?' in said.err
    assert dde("check", clean, "--profile", "cli-engage").code == 0


def test_settings_that_are_no_toml_are_a_sentence(dde, workspace):
    workspace.settings_file.write_bytes(b"\xff\xfe\x00[")
    said = dde("status", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "is not UTF-8 text" in said.err


def test_a_run_that_holds_the_lock_ends_the_others_with_6(dde, workspace, clean):
    with run_lock(workspace):
        sending = dde("send", clean, workspace=workspace)
        fetching = dde("feedback", "fetch", "--json", workspace=workspace)
    assert sending.code == ExitCode.LOCKED
    assert "Another run of dde is using this workspace." in sending.err
    assert fetching.code == fetching.json["exit"] == ExitCode.LOCKED


def test_a_defect_is_a_sentence_and_a_report_that_quotes_nothing(dde, workspace, monkeypatch):
    def fails(*_):
        raise RuntimeError("Zoë O'Quinn, born 2022-03-14")

    monkeypatch.setattr(status, "status", fails)
    said = dde("status", workspace=workspace)
    assert said.code == ExitCode.DEFECT
    report = Path(re.search(r"it holds no data: (.*)\n", said.err)[1])
    text = report.read_text("utf-8")
    assert "builtins.RuntimeError" in text
    assert "status.py:" in text
    assert "test_cli.py:" in text
    for word in ("Quinn", "2022-03-14", str(workspace.path)):
        assert word not in text + said.err


def test_each_defect_has_a_report_of_its_own(dde, workspace, monkeypatch):
    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(status, "status", fails)
    first, second = (dde("status", workspace=workspace).err for _ in range(2))
    assert first != second


def test_an_interruption_is_130(dde, workspace, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(status, "status", stopped)
    said = dde("status", "--json", workspace=workspace)
    assert said.code == said.json["exit"] == ExitCode.INTERRUPTED
    assert said.err == "dde: Stopped.\n"

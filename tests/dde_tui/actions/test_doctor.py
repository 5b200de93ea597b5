"""What works on this machine, said without touching anything."""

import json

from checks.errors import ExitCode
from dde_tui import __version__


def answers(said):
    return {each["name"]: each for each in said.json["answers"]}


def test_everything_that_dde_needs_is_looked_at(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dde("doctor", "--json")
    assert said.code == 0
    found = answers(said)
    assert list(found) == [
        *(
            "dde",
            "packages",
            "terminal",
            "encoding",
            "time zones",
            "holidays",
            "keyring",
            "workspace",
            "network",
        )
    ]
    assert __version__ in found["dde"]["words"]
    assert found["packages"]["works"] is True
    for package in ("textual", "polars", "numpy", "pandas", "paramiko", "keyring"):
        assert f"{package} " in found["packages"]["words"]
    assert found["time zones"]["works"] is True
    assert found["holidays"]["works"] is True
    assert found["workspace"]["words"] == "none here; `dde init` makes one"
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_counted_not_quoted(dde, workspace):
    dde("feedback", "record", "answered", "--text", "a word of CLI's", workspace=workspace)
    found = answers(dde("doctor", "--json", workspace=workspace))
    assert found["workspace"]["words"] == f"{workspace.path}, 1 events, not connected to SecureStor yet"


def test_a_broken_workspace_is_said_here_and_everything_else_too(dde, workspace):
    workspace.settings_file.write_text("[", encoding="utf-8")
    said = dde("doctor", "--json", workspace=workspace)
    assert said.code == 0
    assert answers(said)["workspace"]["works"] is False
    assert "is no TOML" in answers(said)["workspace"]["words"]
    assert answers(said)["dde"]["works"] is True


def test_the_lines_say_the_same(dde, workspace):
    said = dde("doctor", workspace=workspace)
    for each in dde("doctor", "--json", workspace=workspace).json["answers"]:
        assert each["words"] in said.out


def test_a_process_in_a_poor_environment_still_answers(process, tmp_path):
    said = process("doctor", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii", TERM="dumb", LANG="C")
    assert said.code == ExitCode.DONE
    assert "plain letters" in json.dumps(said.json)

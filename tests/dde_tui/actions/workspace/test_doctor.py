"""What works on this machine, said without touching anything."""

import json
import os
import socket

import keyring
import pytest
from keyring.backends import fail

from checks.errors import ExitCode
from dde_tui import __version__
from dde_tui.process.events import EventKind
from dde_tui.securestor.ssh.transport import can_resist_quantum_computers
from dde_tui.workspace.settings import change_settings
from support.journal_file import forge


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
            "ssh agent",
            "ssh",
            "workspace",
            "network",
            "expiring",
        )
    ]
    assert __version__ in found["dde"]["words"]
    assert found["packages"]["works"] is True
    for package in (
        "textual",
        "polars",
        "numpy",
        "pandas",
        "paramiko",
        "cryptography",
        "python-socks",
        "keyring",
    ):
        assert f"{package} " in found["packages"]["words"]
    assert found["time zones"]["works"] is True
    assert found["holidays"]["works"] is True
    assert found["workspace"]["words"] == "none here; create one with `dde init`"
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_counted_not_quoted(dde, workspace):
    dde("feedback", "record", "answered", "--text", "a word of CLI's", workspace=workspace)
    found = answers(dde("doctor", "--json", workspace=workspace))
    assert found["workspace"]["words"] == f"{workspace.path}, not connected to SecureStor yet"
    assert found["journal"]["words"] == "The journal has 1 entry, each as it was recorded."
    assert found["folder"] == {
        "name": "folder",
        "works": True,
        "words": "on this computer's own disk, not synced",
    }


def test_a_damaged_journal_and_copies_of_a_sync_are_told(dde, workspace):
    workspace.journal.append(EventKind.REQUESTED)
    workspace.journal.append(EventKind.COMMENT)
    (workspace.state / "journal-DESKTOP-7.sqlite3").write_bytes(b"")
    found = answers(dde("doctor", "--json", workspace=workspace))["journal"]
    assert found["works"] is False
    assert "journal-DESKTOP-7.sqlite3" in found["words"]
    forge(workspace.journal.path, "UPDATE event SET kind = 'live' WHERE id = 2")
    found = answers(dde("doctor", "--json", workspace=workspace))["journal"]
    assert "Entry 2 is not what was recorded" in found["words"]
    assert found["words"].endswith("See `dde journal`.")


def test_a_synced_folder_is_told(dde, tmp_path):
    folder = tmp_path / "OneDrive - Caprock Bend ISD" / "rostering"
    made = dde("--workspace", folder, "init", "--district", "Caprock Bend ISD")
    assert "looks like a folder that OneDrive syncs" in made.sentence
    found = answers(dde("--workspace", folder, "doctor", "--json"))["folder"]
    assert found["works"] is False
    assert "OneDrive" in found["words"]


def test_a_broken_workspace_is_said_here_and_everything_else_too(dde, workspace):
    workspace.settings_file.write_text("[", encoding="utf-8")
    said = dde("doctor", "--json", workspace=workspace)
    assert said.code == 0
    assert answers(said)["workspace"]["works"] is False
    assert "is not valid TOML" in answers(said)["workspace"]["words"]
    assert answers(said)["dde"]["works"] is True


def test_the_lines_say_the_same(dde, workspace):
    said = dde("doctor", workspace=workspace)
    for each in dde("doctor", "--json", workspace=workspace).json["answers"]:
        assert each["words"] in said.out


def test_a_process_in_a_poor_environment_still_answers(process, tmp_path):
    said = process("doctor", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii", TERM="dumb", LANG="C")
    assert said.code == ExitCode.DONE
    assert "plain letters" in json.dumps(said.json)


@pytest.fixture
def headless():
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def test_a_machine_without_a_keyring_is_told_what_to_do_instead(dde, headless):
    found = answers(dde("doctor", "--json"))["keyring"]
    assert found["works"] is False
    assert "This machine has no keyring" in found["words"]
    for way in ("key file", "LoadCredentialEncrypted", "credential:NAME"):
        assert way in found["words"]


def test_what_ssh_can_do_here_is_told(dde, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    found = answers(dde("doctor", "--json"))
    assert found["ssh agent"]["words"] == "no agent, or it holds no key"
    words = "with" if can_resist_quantum_computers() else "without"
    assert found["ssh"]["words"] == f"aes256-gcm@openssh.com, {words} the post-quantum key exchange ML-KEM"


@pytest.mark.skipif(os.name != "posix", reason="a socket of Unix stands in for an agent")
def test_an_agent_that_is_none_is_a_line_and_no_defect(dde, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("agent")
        listener.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", "agent")
        monkeypatch.setattr("dde_tui.securestor.auth.agent._PATIENCE", 0.2)
        found = answers(dde("doctor", "--json"))["ssh agent"]
        listener.accept()[0].close()
    assert found["works"] is False
    assert "does not answer" in found["words"]


def test_where_there_is_a_proxy_it_is_the_proxy_that_is_reached(dde, workspace):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        port = proxy.getsockname()[1]
        changes = {"securestor.host": "store.example", "securestor.proxy": f"socks5://127.0.0.1:{port}"}
        change_settings(workspace.settings_file, changes)
        found = answers(dde("doctor", "--json", workspace=workspace))["network"]
    assert found == {"name": "network", "works": True, "words": f"the proxy 127.0.0.1:{port} answers"}

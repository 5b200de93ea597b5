"""`dde connect` goes step by step: it says where it ends and whom to ask, and never accepts less by itself."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import paramiko
import pytest
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL

from checks.errors import ExitCode
from checks.job import Job
from dde_tui.actions.transfer.connect.command import connect_workspace, look_at_server, try_connection
from dde_tui.errors import SettingsError
from dde_tui.securestor.diagnosis.steps import STEPS
from dde_tui.securestor.embedded.server import AccessPolicy, EmbeddedServer
from dde_tui.workspace.settings import SecureStorSettings, change_settings
from faults.embedded import FaultyServer
from faults.switches import Faults

PASSWORD = "correct horse battery"
CODE = "271828"
NO_RENAME = Faults(denied=frozenset({"rename", "posix-rename"}))


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("DISTRICT_PASSWORD", PASSWORD)


@pytest.fixture
def securestor(tmp_path):
    """A server with switches, in place of the plain one."""
    root = tmp_path / "securestor"
    (root / "district").mkdir(parents=True)
    with FaultyServer(root, password=PASSWORD) as server:
        yield server


def test_a_failed_step_says_whom_to_ask_in_words_to_paste(dde, workspace, securestor, connect_flags):
    securestor.faults = Faults(read_only=True)
    plain = {"NO_COLOR": "1"}
    said = dde("connect", *connect_flags, workspace=workspace, terminal=True, environ=plain)
    assert said.code == ExitCode.TRANSFER
    lines = said.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  × Write"))
    assert lines[at + 1].strip() == "Ask the CLI Engage Help Center. Send:"
    assert "let the account district write files in the folder district on 127.0.0.1" in lines[at + 2]
    assert "  ○ Rename    not reached" in lines
    assert workspace.settings.securestor.host == ""


def test_json_says_the_same_also_where_a_step_failed(dde, workspace, securestor, connect_flags):
    securestor.faults = NO_RENAME
    said = dde("connect", *connect_flags, "--json", workspace=workspace)
    data = said.json
    assert (said.code, data["exit"], data["schema"]) == (2, 2, "dde-connect/1")
    assert data["failed"] == "rename"
    steps = {step["step"]: step for step in data["steps"]}
    assert [*steps] == [step.id for step in STEPS]
    assert steps["rename"]["state"] == "failed"
    assert steps["rename"]["ask"]["whom"] == "cli"
    assert data["abilities"]["rename"] == "none"
    whole = next(each for each in data["promises"] if each["promise"] == "whole")
    assert (whole["kept"], "partial file" in whole["words"]) == (False, True)
    assert "--publish in-place" in data["sentence"]
    assert workspace.settings.securestor.host == ""


def test_a_weaker_way_is_accepted_by_its_flag_and_stays_accepted(
    dde, workspace, securestor, connect_flags, clean, arrived
):
    securestor.faults = NO_RENAME
    said = dde("connect", *connect_flags, "--publish", "in-place", workspace=workspace)
    assert said.code == 0, said.err
    assert "  ! A broken connection leaves a partial file under its name" in said.out
    assert workspace.settings.securestor.publish == "in-place"
    (connected,) = workspace.journal.events()
    assert connected.data["abilities"]["rename"] == "none"
    assert {"whole", "together", "always"} <= {*connected.data["lost"]}
    assert dde("connect", "--channels", "2", workspace=workspace).code == 0
    assert workspace.settings.securestor.publish == "in-place"
    assert dde("send", clean, workspace=workspace).code == 0
    assert {path.name for path in clean.iterdir()} <= {*arrived()}


def test_a_weaker_way_is_not_taken_along_to_another_server(
    dde, workspace, securestor, connect_flags, tmp_path
):
    securestor.faults = NO_RENAME
    assert dde("connect", *connect_flags, "--publish", "in-place", workspace=workspace).code == 0
    change_settings(workspace.settings_file, {"securestor.patience": 7})
    flags = [flag.replace("127.0.0.1", "localhost") for flag in connect_flags]
    assert dde("connect", *flags, workspace=workspace).code == ExitCode.USAGE
    securestor.faults = Faults()
    said = dde("connect", *flags, workspace=workspace)
    assert said.code == 0, said.err
    saved = workspace.settings.securestor
    assert (saved.host, saved.publish, saved.patience) == ("localhost", "rename", 7)


def test_what_nobody_names_stays_as_it_is_saved(dde, workspace, securestor, connect_flags):
    kept = {"securestor.retries": 2, "securestor.patience": 9, "securestor.channels": 3}
    assert dde("connect", *connect_flags, workspace=workspace).code == 0
    change_settings(workspace.settings_file, kept)
    assert dde("connect", *connect_flags, "--verify", "hash", workspace=workspace).code == 0
    saved = workspace.settings.securestor
    assert (saved.retries, saved.patience, saved.channels, saved.verify) == (2, 9, 3, "hash")


def test_a_server_of_one_session_gets_one_channel(dde, workspace, securestor, connect_flags):
    securestor.faults = Faults(sessions=1)
    said = dde("connect", *connect_flags, workspace=workspace)
    assert said.code == 0, said.err
    assert "Also saved: securestor.channels = 1" in said.out
    assert workspace.settings.securestor.channels == 1


def test_a_credential_of_systemd_is_a_place_for_the_password(
    dde, workspace, securestor, connect_flags, tmp_path, monkeypatch
):
    held = tmp_path / "credentials"
    held.mkdir(mode=0o700)
    (held / "sftp").write_text(PASSWORD, encoding="utf-8")
    (held / "sftp").chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(held))
    at = connect_flags.index("--password-env")
    flags = [*connect_flags[:at], "--password-credential", "sftp", *connect_flags[at + 2 :]]
    said = dde("connect", *flags, workspace=workspace)
    assert said.code == 0, said.err
    assert workspace.settings.securestor.password == "credential:sftp"
    both = dde("connect", *flags, "--password-env", "X", workspace=workspace)
    assert both.code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--channels", "11"], "invalid channels value"),
        (["--publish", "now"], "invalid choice"),
        (["--verify", "md5"], "invalid choice"),
        (["--proxy", f"socks5://user:{PASSWORD}@proxy.example"], "Its password is never in this file"),
        (["--proxy-host-key", "MD5:00"], "not a SHA-256 fingerprint"),
    ],
)
def test_a_flag_that_can_not_be_changes_nothing(dde, workspace, connect_flags, flags, words):
    before = workspace.settings_file.read_bytes()
    said = dde("connect", *connect_flags, *flags, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert words in said.sentence
    assert PASSWORD not in said.out + said.err
    assert workspace.settings_file.read_bytes() == before


def test_a_proxy_is_gone_through_and_named_where_it_fails(dde, workspace, securestor, connect_flags):
    said = dde("connect", *connect_flags, "--proxy", "socks5://127.0.0.1:1", "--json", workspace=workspace)
    assert said.code == ExitCode.TRANSFER
    assert said.json["failed"] == "port"
    assert said.json["steps"][1]["ask"]["whom"] == "network"
    assert "there is no proxy at 127.0.0.1:1" in said.json["sentence"]


def test_the_secret_is_in_nothing_that_is_said_or_recorded(dde, workspace, securestor, connect_flags):
    said = dde("connect", *connect_flags, "--json", workspace=workspace)
    plain = dde("connect", "--test", workspace=workspace, terminal=True)
    assert PASSWORD not in said.out + said.err + plain.out + plain.err
    assert PASSWORD not in repr(workspace.journal.events())


class CodeDoor(AccessPolicy):
    """Lets in who says the password and a one-time code."""

    def get_allowed_auths(self, username):
        return "keyboard-interactive"

    def check_auth_interactive(self, username, submethods):
        query = paramiko.server.InteractiveQuery("District login", "")
        query.add_prompt("Password: ", False)
        query.add_prompt("One-time code: ", False)
        return query

    def check_auth_interactive_response(self, responses):
        return AUTH_SUCCESSFUL if list(responses) == [PASSWORD, CODE] else AUTH_FAILED


@pytest.fixture
def code_server(tmp_path):
    (tmp_path / "coded" / "district").mkdir(parents=True)
    with type("Coded", (EmbeddedServer,), {"door_class": CodeDoor})(tmp_path / "coded") as server:
        yield server


def flags_for(server):
    return [
        *("--host", "127.0.0.1", "--port", server.port, "--user", "district", "--folder", "district"),
        *("--password-env", "DISTRICT_PASSWORD", "--host-key", server.fingerprint),
    ]


def test_a_one_time_code_is_asked_at_a_terminal(dde, workspace, code_server, monkeypatch):
    asked = []

    def answer(prompt, stream=None):
        asked.append(prompt.strip())
        return CODE

    monkeypatch.setattr("getpass.getpass", answer)
    said = dde("connect", *flags_for(code_server), typed="", workspace=workspace)
    assert said.code == 0, said.err
    assert asked == ["One-time code:"]
    assert "SecureStor asks: District login" in said.err
    assert CODE not in said.out + said.err
    assert dde("connect", "--test", typed="", workspace=workspace).code == 0


@pytest.mark.parametrize("command", [("feedback", "fetch"), ("helpcenter", "queue"), ("send",)])
def test_everything_that_connects_asks_for_the_code_at_a_terminal(
    dde, workspace, code_server, monkeypatch, clean, command
):
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream=None: asked.append(prompt) or CODE)
    assert dde("connect", *flags_for(code_server), "--exchange", typed="", workspace=workspace).code == 0
    path = [clean] if command == ("send",) else []
    said = dde(*command, *path, typed="", workspace=workspace)
    assert said.code == 0, said.err
    assert len(asked) == 2
    alone = dde(*command, *path, workspace=workspace)
    assert alone.code == ExitCode.USAGE
    assert "can't ask you in a script" in alone.sentence


def test_a_script_is_told_that_only_a_person_can_answer(dde, workspace, code_server):
    said = dde("connect", *flags_for(code_server), "--json", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert said.json["failed"] == "login"
    assert "can't ask you in a script" in said.json["sentence"]


def test_the_one_who_is_asked_can_break_off(dde, workspace, code_server, monkeypatch):
    def press(prompt, stream=None):
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("nothing breaks in")

    monkeypatch.setattr("getpass.getpass", press)
    said = dde("connect", *flags_for(code_server), typed="", workspace=workspace)
    assert said.code == ExitCode.INTERRUPTED
    assert workspace.settings.securestor.host == ""


@pytest.mark.skipif(os.name == "nt", reason="a process is sent SIGINT as POSIX does it")
def test_ctrl_c_ends_a_connection_that_nobody_answers_within_a_second(workspace, securestor, connect_flags):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        flags = [port if flag == str(securestor.port) else flag for flag in connect_flags]
        command = [sys.executable, "-m", "dde_tui", "--workspace", str(workspace.path), "connect", *flags]
        program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert program.stdout.readline().startswith("  √ Name")
        with silent.accept()[0]:
            pressed = time.monotonic()
            program.send_signal(signal.SIGINT)
            _, err = program.communicate(timeout=10)
    assert time.monotonic() - pressed < 1.5  # Python's own end included
    assert program.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in err
    assert workspace.settings.securestor.host == ""


def test_a_server_without_the_exchange_folder_is_told_by_a_test(dde, connected, securestor):
    for folder in ("receipts", "reviews", ""):
        (securestor.root / "district" / "dde" / folder).rmdir()
    said = dde("connect", "--test", workspace=connected)
    assert said.code == 0
    assert re.search(r"! Exchange +The folder dde/ is not there", said.out)
    assert not any((securestor.root / "district").iterdir())


def test_the_app_can_try_without_writing_and_gets_the_failed_step(workspace, securestor):
    given = SecureStorSettings(
        host="127.0.0.1",
        port=securestor.port,
        user="district",
        folder="district",
        host_keys=(securestor.fingerprint,),
    )
    securestor.faults = NO_RENAME
    trial = try_connection(workspace, given, Job(), secret=PASSWORD)
    assert trial.failed.step.id == "rename"
    with pytest.raises(SettingsError, match="Every rename is refused"):
        connect_workspace(
            workspace, given, Job(clock=lambda: datetime(2026, 11, 24, tzinfo=UTC)), secret=PASSWORD
        )
    assert workspace.settings.securestor.host == ""
    again = try_connection(workspace, replace(given, publish="in-place"), Job(), secret=PASSWORD)
    assert again.error is None
    shown = look_at_server(workspace, given, Job())
    assert (shown.is_known, shown.must_be_typed) == (True, False)

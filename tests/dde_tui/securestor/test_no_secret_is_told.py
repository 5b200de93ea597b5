"""A password, a passphrase and a code go to the server and nowhere else."""

import copy
import json
import logging
import os
import pickle
import sys
import threading
import traceback
from dataclasses import fields, replace
from pathlib import Path

import pytest

from checks.job import Job, Prompt
from dde_tui.errors import LoginError, UnknownServerError
from dde_tui.securestor.auth.keyboard_interactive import PromptResponder, asked_at
from dde_tui.securestor.auth.methods import AuthMethod, Login, prepare_methods
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.open_connection import login_of, open_connection, proxy_of, server_of
from dde_tui.terminal.console import Console
from dde_tui.terminal.crash_report import write_report
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.settings import SecureStorSettings
from support.connected import set_connection
from support.multi_step_server import USER, Doors, Round
from support.sshd import new_key

PASSWORD, PASSPHRASE, CODE, PROXY = "Qv7-correct-horse", "Zx9-open-sesame", "K4-918273", "Wm3-let-me-out"
SECRETS = (PASSWORD, PASSPHRASE, CODE, PROXY)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


LOGIN = Login(PASSWORD, PASSPHRASE)
SETTINGS = SecureStorSettings(
    host="store", user=USER, password="env:SECRET", proxy="socks5://me@proxy", proxy_password="env:PROXY"
)
ENVIRON = {"SECRET": PASSWORD, "PROXY": PROXY}


@pytest.mark.parametrize(
    "holder",
    [
        LOGIN,
        AuthMethod("the password", password=PASSWORD),
        login_of(SETTINGS, Job(environ=ENVIRON)),
        proxy_of(SETTINGS, Path(), Job(environ=ENVIRON), LOGIN),
        proxy_of(replace(SETTINGS, proxy="ssh://jump"), Path(), Job(environ=ENVIRON), LOGIN),
        server_of(SETTINGS, Path()),
        SETTINGS,
        PromptResponder("SecureStor", PASSWORD, None),
    ],
    ids=lambda holder: type(holder).__name__,
)
def test_nothing_that_holds_a_secret_says_it(holder):
    for text in (repr(holder), str(holder), f"{holder}", f"{[holder]}"):
        assert leaked(text) == []


@pytest.mark.parametrize(
    "holder",
    [
        LOGIN,
        proxy_of(SETTINGS, Path(), Job(environ=ENVIRON), LOGIN),
        proxy_of(replace(SETTINGS, proxy="ssh://jump"), Path(), Job(environ=ENVIRON), LOGIN),
    ],
    ids=lambda holder: type(holder).__name__,
)
def test_nothing_that_holds_a_secret_is_written_down_or_copied(holder):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(holder, protocol)
    with pytest.raises(TypeError):
        copy.deepcopy(holder)


def test_server_and_settings_have_no_place_for_a_secret():
    secretive = {"password", "passphrase", "secret", "token", "code"}
    assert not secretive & {each.name for each in fields(Server)}
    assert (
        leaked(json.dumps(SETTINGS.__class__.__name__) + repr(pickle.dumps(server_of(SETTINGS, Path()))))
        == []
    )


def failing_logins(tmp_path):
    """Every way to fail that has a secret in hand."""
    key = new_key(tmp_path / "id", passphrase="another")
    code = Round([("Code:", False)], ["other"])
    with Doors([{"password", "publickey", "keyboard-interactive"}], password="other", rounds=[code]) as doors:
        at = Server("127.0.0.1", doors.port, USER, host_keys=(doors.fingerprint,))
        yield lambda: connect(at, LOGIN, 5)
        yield lambda: connect(replace(at, key_file=key), LOGIN, 5)
        yield lambda: connect(replace(at, host_keys=("SHA256:" + "A" * 43,)), LOGIN, 5)
        yield lambda: connect(at, Login(PASSWORD, ask=lambda _title, _prompts: [CODE]), 5)

        def broken(_title, _prompts):
            raise RuntimeError("a defect of ours")

        yield lambda: connect(at, Login(PASSWORD, ask=broken), 5)


def test_no_error_traceback_log_or_report_of_a_defect_has_one(tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    met = 0
    for fail in failing_logins(tmp_path):
        with pytest.raises((LoginError, UnknownServerError, RuntimeError)) as caught:
            fail()
        met += 1
        error = caught.value
        told = [*traceback.format_exception(error), repr(error), repr(error.args), str(vars(error))]
        write_report(error, {})
        assert leaked("".join(told)) == []
    assert met == 5
    reports = [path.read_text("utf-8") for path in tmp_path.rglob("defect-*.txt")]
    assert len(reports) == 5
    assert caplog.records
    assert leaked("".join(reports) + caplog.text + "".join(capfd.readouterr())) == []


def test_the_search_finds_a_secret_where_there_is_one():
    assert leaked(f"password={PASSWORD}") == [PASSWORD]


def test_no_secret_is_in_the_arguments_or_files_of_a_run(tmp_path, serve, monkeypatch):
    server = serve()
    workspace = create_workspace(tmp_path / "workspace", "X ISD")
    changes = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": USER,
        "folder": "district",
        "password": "env:SECRET",
        "host_keys": (server.fingerprint,),
    }
    set_connection(workspace, changes)
    before = dict(os.environ)
    server.password = PASSWORD
    with open_connection(workspace, Job(environ={"SECRET": PASSWORD})) as connection:
        assert connection.sftp()
        names = "".join(thread.name for thread in threading.enumerate())
        assert leaked(" ".join(sys.argv) + repr(connection) + names + repr(connection.server)) == []
    assert dict(os.environ) == before
    for path in workspace.path.rglob("*"):
        if path.is_file():
            assert leaked(path.read_bytes().decode("latin-1")) == []


def test_a_key_is_prepared_without_telling_its_passphrase(tmp_path):
    from datetime import UTC, datetime

    key = new_key(tmp_path / "id", passphrase=PASSPHRASE)
    with prepare_methods(key, agent=False, login=LOGIN, now=datetime.now(UTC)) as proofs:
        assert [proof.called for proof in proofs] == ["the key file", "the password"]
        assert leaked(repr(proofs)) == []


class Terminal:
    """The two questions of a console, answered from a list."""

    can_ask = True

    def __init__(self):
        self.shown = []

    def narrate(self, text):
        self.shown.append(text)

    def ask(self, question):
        self.shown.append(question)
        return "seen"

    def ask_secret(self, question):
        self.shown.append(question)
        return CODE


def test_a_hidden_answer_is_asked_for_as_a_secret():
    console = Terminal()
    ask = asked_at(console)
    assert ask("Two steps", [Prompt("Code:", hidden=True), Prompt("Name:", hidden=False)]) == [CODE, "seen"]
    assert console.shown == ["SecureStor asks: Two steps", "Code:", "Name:"]


def test_a_script_has_nobody_to_ask(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert asked_at(Console()) is None

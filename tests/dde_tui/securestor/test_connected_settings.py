"""Settings that somebody changed since `dde connect` send nothing, and reveal no variable of this run."""

import pytest

from dde_tui.process.events import EventKind
from dde_tui.workspace.settings import change_settings

KEY = "SHA256:" + "A" * 43


def last_connection(workspace):
    return [event for event in workspace.journal.events() if event.kind is EventKind.CONNECTED][-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "localhost"),
        ("port", 1),
        ("user", "other"),
        ("folder", ""),
        ("host_keys", (KEY,)),
        ("password", "keyring"),
        ("key_file", "id_ed25519"),
        ("agent", True),
        ("proxy", "socks5://127.0.0.1:1"),
    ],
)
def test_a_setting_changed_by_hand_stops_a_sending_until_it_is_connected(
    dde, connected, clean, arrived, name, value
):
    change_settings(connected.settings_file, {f"securestor.{name}": value})
    said = dde("send", clean, workspace=connected)
    assert said.code == 2
    assert f"The SecureStor settings changed since the last `dde connect`: securestor.{name}." in said.err
    assert dde("feedback", "fetch", workspace=connected).code == 2
    assert arrived() == {}


def test_what_only_says_how_to_send_may_be_changed_by_hand(dde, connected, clean):
    changes = {"securestor.channels": 2, "securestor.patience": 20, "securestor.verify": "size"}
    change_settings(connected.settings_file, changes)
    assert dde("send", clean, workspace=connected).code == 0


def test_settings_that_were_never_connected_send_nothing(dde, workspace, clean, securestor, arrived):
    """As in an archive that brings a dde.toml along."""
    changes = {
        "securestor.host": "127.0.0.1",
        "securestor.port": securestor.port,
        "securestor.user": "district",
        "securestor.host_keys": (securestor.fingerprint,),
        "securestor.password": "env:AWS_SECRET_ACCESS_KEY",
    }
    change_settings(workspace.settings_file, changes)
    said = dde("send", clean, workspace=workspace)
    assert said.code == 2
    assert "were never tested with `dde connect`" in said.err
    assert arrived() == {}


@pytest.mark.parametrize("key", ["password", "proxy_password"])
@pytest.mark.parametrize(
    "command", [["connect"], ["connect", "--test"], ["connect", "--channels", "2"], ["send"]]
)
def test_a_variable_that_nobody_named_to_connect_is_never_read(dde, connected, clean, key, command):
    proxy = {"securestor.proxy": "socks5://me@127.0.0.1:1"} if key == "proxy_password" else {}
    changes = {f"securestor.{key}": "env:AWS_SECRET_ACCESS_KEY", **proxy}
    change_settings(connected.settings_file, changes)
    files = [clean] if command == ["send"] else []
    said = dde(*command, *files, workspace=connected, environ={"AWS_SECRET_ACCESS_KEY": "canary"})
    assert said.code == 2
    assert "AWS_SECRET_ACCESS_KEY" in said.err or f"securestor.{key}" in said.err
    assert "canary" not in said.out + said.err


def test_connect_records_the_variable_that_was_named(dde, connected, connect_flags, clean, monkeypatch):
    monkeypatch.setenv("OTHER_PASSWORD", "correct horse battery")
    change_settings(connected.settings_file, {"securestor.password": "env:OTHER_PASSWORD"})
    refused = dde("connect", "--test", workspace=connected)
    assert refused.code == 2
    assert "`dde connect --password-env OTHER_PASSWORD`" in refused.err
    environ = {"OTHER_PASSWORD": "correct horse battery"}
    flags = ["OTHER_PASSWORD" if flag == "DISTRICT_PASSWORD" else flag for flag in connect_flags]
    assert dde("connect", *flags, workspace=connected, environ=environ).code == 0
    assert dde("connect", "--test", workspace=connected, environ=environ).code == 0
    assert dde("send", clean, workspace=connected, environ=environ).code == 0


def test_the_journal_holds_hashes_of_the_settings_and_no_words_of_them(connected):
    recorded = last_connection(connected).data["settings"]
    assert {"host", "user", "folder", "password", "proxy"} <= recorded.keys()
    assert all(len(value) == 16 for value in recorded.values())
    assert "DISTRICT_PASSWORD" not in str(dict(last_connection(connected).data))


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_connection_recorded_by_an_older_version_is_held_to_its_server_and_key(
    dde, connected, clean, is_changed
):
    """It has no hashes yet; the next `dde connect` records them."""
    data = {key: value for key, value in last_connection(connected).data.items() if key != "settings"}
    connected.journal.append(EventKind.CONNECTED, data)
    if is_changed:
        change_settings(connected.settings_file, {"securestor.host_keys": (KEY,)})
    said = dde("send", clean, workspace=connected)
    assert said.code == (2 if is_changed else 0), said.err
    assert ("securestor.host_keys" in said.err) == is_changed


@pytest.mark.parametrize("command", ["send", "connect", "fetch"])
def test_the_workspace_and_how_it_was_found_is_said_first(dde, connected, clean, monkeypatch, command):
    monkeypatch.chdir(connected.path)
    words = {"send": ["send", clean], "connect": ["connect", "--test"], "fetch": ["feedback", "fetch"]}
    said = dde(*words[command])
    assert said.code == 0, said.err
    assert said.err.startswith(f"Workspace: {connected.path} (the current folder).\n")
    assert dde(*words[command], workspace=connected).err.startswith(
        f"Workspace: {connected.path} (named by --workspace).\n"
    )

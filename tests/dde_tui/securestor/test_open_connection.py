"""From settings to a login: where a secret comes from, and that it comes from nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backends import fail

from checks.job import Job
from dde_tui.errors import LoginError, SettingsError, TransferError, UnknownServerError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.connection.proxy import JumpHost, SocksProxy
from dde_tui.securestor.open_connection import (
    first_stop,
    login_of,
    open_connection,
    proxy_of,
    secret_name,
    server_of,
)
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.secrets import store_secret
from dde_tui.workspace.settings import SecureStorSettings
from support.connected import set_connection
from support.memory_keyring import in_use, stand_in
from support.socks_proxy import SocksServer

GIVEN = SecureStorSettings(host="sftp.example", port=2222, user="district", folder="roster")


@pytest.fixture
def vault():
    with in_use(stand_in("keyring.backends.macOS", "Keyring")()) as mine:
        yield mine


def test_the_server_is_the_one_of_the_settings(tmp_path):
    server = server_of(replace(GIVEN, host_keys=("SHA256:x",), agent=True), tmp_path)
    assert (server.where, server.user, server.folder) == ("sftp.example:2222", "district", "roster")
    assert (server.host_keys, server.agent, server.key_file) == (("SHA256:x",), True, None)


def test_a_relative_key_file_lies_in_the_workspace(tmp_path):
    assert server_of(replace(GIVEN, key_file="id"), tmp_path).key_file == tmp_path / "id"
    elsewhere = tmp_path.parent / "id"
    assert server_of(replace(GIVEN, key_file=str(elsewhere)), tmp_path).key_file == elsewhere
    assert server_of(replace(GIVEN, key_file="~/id"), tmp_path).key_file == Path.home() / "id"


def test_without_a_host_nobody_has_connected_yet(tmp_path):
    with pytest.raises(SettingsError, match="does not know your SecureStor folder"):
        server_of(SecureStorSettings(), tmp_path)


def test_no_secret_is_looked_for_where_the_settings_name_none():
    assert login_of(GIVEN, Job(environ={"PASSWORD": "x"})) == Login()


def test_a_named_variable_is_the_password_or_the_keys_passphrase():
    by_variable = replace(GIVEN, password="env:SECRET")
    assert login_of(by_variable, Job(environ={"SECRET": "x"})) == Login(password="x")
    assert login_of(replace(by_variable, key_file="id"), Job(environ={"SECRET": "x"})) == Login(
        passphrase="x"
    )


@pytest.mark.parametrize("environ", [{}, {"SECRET": ""}])
def test_a_variable_that_is_not_set_is_named(environ):
    with pytest.raises(LoginError, match="in the environment variable SECRET"):
        login_of(replace(GIVEN, password="env:SECRET"), Job(environ=environ))


def test_where_no_keyring_can_be_used_a_person_is_asked_for_this_run():
    asked = []

    def ask(title, prompts):
        asked.append((title, [(prompt.words, prompt.hidden) for prompt in prompts]))
        return ["typed"]

    with in_use(fail.Keyring()):
        for source in ("keyring", "ask"):
            given = replace(GIVEN, password=source)
            assert login_of(given, Job(ask=ask)).password == "typed"
            with pytest.raises((LoginError, SettingsError)) as caught:
                login_of(given, Job())
            assert "credential:NAME" in caught.value.to_do
    assert "This machine has no keyring" in asked[0][0]
    assert asked[0][1] == [(f"Password for {secret_name(GIVEN)}:", True)]


def test_the_keyring_is_asked_under_user_host_and_port(vault):
    by_keyring = replace(GIVEN, password="keyring")
    with pytest.raises(LoginError, match="in the keyring"):
        login_of(by_keyring, Job(environ={}))
    store_secret(secret_name(GIVEN), "x")
    assert login_of(by_keyring, Job(environ={})) == Login(password="x")
    assert secret_name(GIVEN) == "district@sftp.example:2222"
    with pytest.raises(LoginError):
        login_of(replace(by_keyring, port=22), Job(environ={}))


def test_a_credential_of_systemd_is_the_password(tmp_path):
    by_credential = replace(GIVEN, password="credential:store")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    with pytest.raises(LoginError, match="in the systemd credential store"):
        login_of(by_credential, Job(environ=environ))
    with pytest.raises(LoginError, match="in the systemd credential store"):
        login_of(by_credential, Job(environ={}))
    (tmp_path / "store").write_bytes(b"x\n")
    (tmp_path / "store").chmod(0o400)
    assert login_of(by_credential, Job(environ=environ)) == Login(password="x")
    assert login_of(replace(by_credential, key_file="id"), Job(environ=environ)) == Login(passphrase="x")


def test_whoever_may_be_asked_goes_with_the_login():
    def ask(title, prompts):
        return []

    for settings in (
        GIVEN,
        replace(GIVEN, password="env:X"),
        replace(GIVEN, password="env:X", key_file="id"),
    ):
        assert login_of(settings, Job(environ={"X": "x"}, ask=ask)).ask is ask


def test_without_a_proxy_the_line_goes_straight(tmp_path):
    assert proxy_of(GIVEN, tmp_path, Job(), Login()) is None
    assert first_stop(GIVEN) == ("sftp.example", 2222)


def test_a_socks_proxy_has_its_own_password(tmp_path, vault):
    plain = replace(GIVEN, proxy="socks5://proxy.example")
    assert proxy_of(plain, tmp_path, Job(), Login("secret")) == SocksProxy("proxy.example", 1080)
    named = replace(GIVEN, proxy="socks5://dom%5Cme@proxy.example:99", proxy_password="env:PROXY")
    assert proxy_of(named, tmp_path, Job(environ={"PROXY": "p"}), Login()) == SocksProxy(
        "proxy.example", 99, "dom\\me", "p"
    )
    assert first_stop(named) == ("proxy.example", 99)
    with pytest.raises(LoginError, match="for the proxy in the environment variable PROXY"):
        proxy_of(named, tmp_path, Job(), Login())
    kept = replace(named, proxy_password="keyring")
    with pytest.raises(LoginError, match="for the proxy in the keyring, under dde and"):
        proxy_of(kept, tmp_path, Job(), Login())
    store_secret("dom\\me@proxy.example:99", "q")
    assert proxy_of(kept, tmp_path, Job(), Login()) == SocksProxy("proxy.example", 99, "dom\\me", "q")


def test_a_jump_host_is_logged_in_to_like_the_server(tmp_path):
    pins = ("SHA256:x",)
    jump = replace(GIVEN, proxy="ssh://[2001:db8::1]:2022", proxy_host_keys=pins, key_file="id", agent=True)
    login = Login(passphrase="phrase")
    assert proxy_of(jump, tmp_path, {}, login) == JumpHost(
        Server("2001:db8::1", 2022, "district", "", tmp_path / "id", agent=True, host_keys=pins), login
    )
    assert first_stop(replace(GIVEN, proxy="ssh://jump")) == ("jump", 22)


def test_a_jump_host_with_a_user_of_its_own_is_not_told_the_servers_password(tmp_path):
    def password(proxy, **changes):
        settings = replace(GIVEN, proxy=proxy, **changes)
        return proxy_of(settings, tmp_path, Job(environ={"J": "jump's"}), Login("store's")).login.password

    assert password("ssh://jump") == "store's"
    assert password("ssh://me@jump") is None
    assert password("ssh://me@jump", proxy_password="env:J") == "jump's"
    assert password("ssh://jump", proxy_password="env:J") == "jump's"


def test_a_secret_is_not_in_what_a_login_says_of_itself():
    assert "hidden" not in repr(
        login_of(replace(GIVEN, password="env:SECRET"), Job(environ={"SECRET": "hidden"}))
    )


@pytest.fixture
def workspace(tmp_path, root, serve):
    """A workspace whose settings name a running server."""
    server = serve()
    made = create_workspace(tmp_path / "workspace", "X ISD")
    changes = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "folder": "district",
        "password": "env:SECRET",
        "host_keys": (server.fingerprint,),
    }
    set_connection(made, changes)
    return made


def test_the_workspaces_connection_is_open_and_in_its_folder(workspace, root):
    (root / "users.csv").write_bytes(b"x")
    with open_connection(workspace, Job(environ={"SECRET": "correct horse"})) as connection:
        assert connection.folder().names() == ["users.csv"]


def test_what_stops_a_connection_is_told_apart(workspace):
    with pytest.raises(LoginError):
        open_connection(workspace, Job(environ={"SECRET": "wrong"}))
    set_connection(workspace, {"host_keys": ()})
    with pytest.raises(UnknownServerError, match="No key of the server"):
        open_connection(workspace, Job(environ={"SECRET": "correct horse"}))
    set_connection(
        workspace,
        {"host": "a" * 70, "host_keys": ("SHA256:" + "A" * 43,)},
    )
    with pytest.raises(TransferError, match="is not known on this network"):
        open_connection(workspace, Job(environ={"SECRET": "correct horse"}))


def test_the_workspaces_connection_goes_through_its_proxy(workspace, root):
    (root / "users.csv").write_bytes(b"x")
    settings = workspace.settings.securestor
    with SocksServer({"store.example": settings.port}) as proxy:
        changes = {"host": "store.example", "proxy": f"socks5://127.0.0.1:{proxy.port}"}
        set_connection(workspace, changes)
        with open_connection(workspace, Job(environ={"SECRET": "correct horse"})) as connection:
            assert connection.folder().names() == ["users.csv"]
        assert proxy.wanted == [("store.example", settings.port)]

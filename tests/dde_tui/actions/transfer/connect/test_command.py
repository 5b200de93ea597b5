"""`dde connect`: settings are written only when every step worked, and no secret stands in them."""

import getpass
import socket

import keyring
import pytest

from checks.errors import ExitCode
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.diagnosis.steps import STEPS
from dde_tui.securestor.embedded.server import EmbeddedServer
from support.memory_keyring import in_use, stand_in

PASSWORD = "correct horse battery"
STRANGER = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"


@pytest.fixture
def vault():
    with in_use(stand_in("keyring.backends.macOS", "Keyring")()) as mine:
        yield mine


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("DISTRICT_PASSWORD", PASSWORD)


@pytest.fixture
def unchanged(workspace, securestor):
    """Checks afterwards that settings, journal and server are as they were."""
    before = workspace.settings_file.read_bytes()
    yield
    assert workspace.settings_file.read_bytes() == before
    assert workspace.journal.events() == []
    assert [path.name for path in securestor.root.rglob("*")] == ["district"]


def everything_in(workspace):
    return b"".join(path.read_bytes() for path in workspace.path.rglob("*") if path.is_file())


def test_a_test_that_passed_writes_the_settings(dde, workspace, securestor, connect_flags):
    said = dde("connect", *connect_flags, workspace=workspace)
    assert said.code == 0
    saved = workspace.settings.securestor
    assert (saved.host, saved.port, saved.user, saved.folder) == (
        "127.0.0.1",
        securestor.port,
        "district",
        "district",
    )
    assert saved.host_keys == (securestor.fingerprint,)
    assert saved.password == "env:DISTRICT_PASSWORD"
    assert saved.exchange is False
    assert [str(event.kind) for event in workspace.journal.events()] == ["connected"]
    assert list((securestor.root / "district").iterdir()) == []
    for step in STEPS:
        assert any(f"{glyph} {step.title}" in said.out for glyph in "√!"), step.id


def test_the_password_stands_nowhere_in_the_workspace(dde, connected, clean):
    assert dde("send", clean, workspace=connected).code == 0
    assert PASSWORD.encode() not in everything_in(connected)


def test_json_names_steps_and_what_protects_the_line(dde, workspace, securestor, connect_flags):
    said = dde("connect", *connect_flags, "--exchange", "--json", workspace=workspace)
    data = said.json
    assert said.code == 0
    assert (data["schema"], data["host"], data["port"]) == ("dde-connect/1", "127.0.0.1", securestor.port)
    assert data["host_keys"] == [securestor.fingerprint]
    assert [step["step"] for step in data["steps"]] == [*(step.id for step in STEPS), "exchange"]
    assert {step["state"] for step in data["steps"]} <= {"passed", "warning"}
    assert set(data["negotiated"]) == {"kex", "cipher", "mac", "host_key", "strict_kex"}
    assert (securestor.root / "district" / "dde" / "reviews").is_dir()
    assert workspace.settings.securestor.exchange is True


def test_a_key_file_logs_in_without_a_keyring(dde, workspace, tmp_path):
    (tmp_path / "home").mkdir()
    line = make_key(workspace.path / "id_ed25519")
    with EmbeddedServer(tmp_path / "home", authorized_keys=(line,)) as server:
        said = dde(
            *("connect", "--host", "127.0.0.1", "--port", server.port, "--user", "district"),
            *("--key-file", workspace.path / "id_ed25519", "--host-key", server.fingerprint),
            workspace=workspace,
        )
        assert said.code == 0, said.err
        assert dde("connect", "--test", workspace=workspace).code == 0
    assert workspace.settings.securestor.password == ""


def without(flags, flag):
    place = flags.index(flag)
    return [*flags[:place], *flags[place + 2 :]]


def replaced(flags, flag, value):
    return [*without(flags, flag), flag, value]


def test_a_script_must_name_the_servers_key_and_is_told_which_it_shows(
    dde, workspace, securestor, connect_flags, unchanged
):
    said = dde("connect", *without(connect_flags, "--host-key"), "--json", workspace=workspace)
    assert said.code == said.json["exit"] == ExitCode.UNKNOWN_SERVER
    assert securestor.fingerprint in said.json["sentence"]
    assert "no login was tried" in said.json["sentence"]
    assert securestor.auth_attempts == 0


def test_a_server_with_another_key_learns_nothing(dde, workspace, securestor, connect_flags, unchanged):
    said = dde("connect", *replaced(connect_flags, "--host-key", STRANGER), workspace=workspace)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert securestor.fingerprint in said.err
    assert STRANGER in said.err
    assert securestor.auth_attempts == 0


def test_a_wrong_login_changes_nothing(dde, workspace, connect_flags, monkeypatch, unchanged):
    monkeypatch.setenv("DISTRICT_PASSWORD", "battery staple")
    said = dde("connect", *connect_flags, "--exchange", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "refused the login of district with the password" in said.err
    assert "staple" not in said.err


def test_a_variable_that_is_not_set_is_named(dde, workspace, connect_flags, monkeypatch, unchanged):
    monkeypatch.delenv("DISTRICT_PASSWORD")
    said = dde("connect", *connect_flags, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "DISTRICT_PASSWORD" in said.err


def test_a_folder_that_is_not_there_changes_nothing(dde, workspace, connect_flags, unchanged):
    said = dde("connect", *replaced(connect_flags, "--folder", "elsewhere"), workspace=workspace)
    assert said.code == ExitCode.TRANSFER
    assert "there is no such file or folder on SecureStor" in said.err
    assert "The login folder contains these folders: district." in said.err


def test_a_server_that_is_not_there_is_5(dde, workspace, connect_flags, unchanged):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = str(probe.getsockname()[1])
    said = dde("connect", *replaced(connect_flags, "--port", free), "--json", workspace=workspace)
    assert said.code == said.json["exit"] == ExitCode.TRANSFER
    assert f"nothing listens at 127.0.0.1:{free}" in said.json["sentence"]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70, "a..b"])
def test_a_name_that_nobody_knows_is_5(dde, workspace, connect_flags, unchanged, host):
    said = dde("connect", *replaced(connect_flags, "--host", host), workspace=workspace)
    assert said.code == ExitCode.TRANSFER
    assert "is not known on this network" in said.err


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("--host-key", "MD5:00:11", "not a SHA-256 fingerprint"),
        ("--port", "0", "invalid port value"),
        ("--password-env", "NOT A NAME", "There is no password"),
        ("--user", "", "--user is missing"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(dde, workspace, connect_flags, unchanged, flag, value, words):
    said = dde("connect", *replaced(connect_flags, flag, value), workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert words in said.err


@pytest.mark.parametrize("key", ["missing", "~nobody-of-this-name/id", "none"])
def test_a_key_file_that_is_none_changes_nothing(dde, workspace, connect_flags, unchanged, tmp_path, key):
    if key == "none":
        (tmp_path / "none").write_text("no key", encoding="utf-8")
        (tmp_path / "none").chmod(0o600)
        key = str(tmp_path / "none")
    said = dde("connect", *without(connect_flags, "--password-env"), "--key-file", key, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "The key file" in said.err


def test_two_ways_to_log_in_are_one_too_many(dde, workspace, connect_flags, unchanged):
    said = dde("connect", *connect_flags, "--agent", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert "Choose one" in said.err


def test_a_test_changes_nothing(dde, connected, securestor):
    settings = connected.settings_file.read_bytes()
    events = connected.journal.events()
    there = sorted(path.name for path in securestor.root.rglob("*"))
    said = dde("connect", "--test", "--json", workspace=connected)
    assert said.code == 0
    assert (said.json["exit"], said.json["failed"]) == (0, None)
    assert [step["step"] for step in said.json["steps"]] == [*(step.id for step in STEPS), "exchange"]
    assert connected.settings_file.read_bytes() == settings
    assert connected.journal.events() == events
    assert sorted(path.name for path in securestor.root.rglob("*")) == there


def test_a_failed_reconnection_keeps_the_old_settings(dde, connected, connect_flags):
    settings = connected.settings_file.read_bytes()
    said = dde("connect", *replaced(connect_flags, "--user", "somebody"), workspace=connected)
    assert said.code == ExitCode.USAGE
    assert connected.settings_file.read_bytes() == settings
    assert dde("connect", "--test", workspace=connected).code == 0


def test_comments_of_the_contact_outlive_a_connection(dde, workspace, connect_flags):
    text = workspace.settings_file.read_text("utf-8")
    workspace.settings_file.write_text(f"# ask Ana before changing\n{text}", encoding="utf-8")
    assert dde("connect", *connect_flags, workspace=workspace).code == 0
    assert "# ask Ana before changing" in workspace.settings_file.read_text("utf-8")


def test_another_host_begins_at_port_22_again(dde, connected, connect_flags, monkeypatch):
    asked = []

    def refuses(address, *_):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuses)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("192.0.2.1", 22))])
    dde(
        "connect", *without(replaced(connect_flags, "--host", "other.example"), "--port"), workspace=connected
    )
    dde("connect", *without(connect_flags, "--port"), workspace=connected)
    assert asked == [("other.example", 22), ("127.0.0.1", connected.settings.securestor.port)]


@pytest.fixture
def typed_secret(monkeypatch):
    """Answers the prompt for a secret, which reads from the real terminal."""
    asked = []

    def answer(prompt, stream=None):
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr(getpass, "getpass", answer)
    return asked


def answers(securestor, key="yes", key_file=""):
    return f"127.0.0.1\ndistrict\ndistrict\n{key_file}\n{key}\n"


@pytest.fixture
def at_the_port(securestor):
    return ["--port", str(securestor.port)]


def test_a_person_is_asked_and_the_password_goes_into_the_keyring(
    dde, workspace, securestor, vault, typed_secret, at_the_port, clean
):
    said = dde("connect", *at_the_port, typed=answers(securestor), workspace=workspace)
    assert said.code == 0, said.err
    assert securestor.fingerprint in said.err
    assert list(vault.kept.values()) == [PASSWORD]
    assert workspace.settings.securestor.password == "keyring"
    assert dde("send", clean, workspace=workspace).code == 0
    assert PASSWORD.encode() not in everything_in(workspace)


def test_a_fingerprint_can_be_pasted_and_must_be_the_servers(
    dde, workspace, securestor, vault, typed_secret, at_the_port, unchanged
):
    said = dde("connect", *at_the_port, typed=answers(securestor, STRANGER), workspace=workspace)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert vault.kept == {}
    assert securestor.auth_attempts == 0


@pytest.mark.parametrize("said_no", ["no", "", "n"])
def test_a_key_that_nobody_confirmed_is_not_trusted(
    dde, workspace, securestor, vault, typed_secret, at_the_port, unchanged, said_no
):
    said = dde("connect", *at_the_port, typed=answers(securestor, said_no), workspace=workspace)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert vault.kept == {}
    assert securestor.auth_attempts == 0


def test_without_a_safe_keyring_a_password_is_stored_nowhere_and_asked_for_at_each_run(
    dde, workspace, securestor, typed_secret, at_the_port, clean
):
    before = keyring.get_keyring()
    unsafe = stand_in("tests", "Unsafe")()
    keyring.set_keyring(unsafe)
    try:
        said = dde("connect", *at_the_port, typed=answers(securestor), workspace=workspace)
        typed = dde("send", clean, typed="", workspace=workspace)
        by_a_script = dde("send", clean, workspace=workspace)
    finally:
        keyring.set_keyring(before)
    assert said.code == 0, said.err
    assert "does not keep secrets safely. The password is kept nowhere" in said.sentence
    assert unsafe.kept == {}
    assert workspace.settings.securestor.password == "ask"
    assert PASSWORD.encode() not in everything_in(workspace)
    assert typed.code == 0, typed.err
    assert by_a_script.code == ExitCode.USAGE
    assert "nobody is there to ask" in by_a_script.err
    assert "--password-env" in by_a_script.err


def test_a_person_who_says_nothing_connects_to_nothing(dde, workspace, typed_secret, unchanged):
    said = dde("connect", typed="\n\n\n\n\n", workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert typed_secret == []


def test_an_encrypted_key_is_asked_for_its_passphrase(dde, workspace, tmp_path, vault, typed_secret):
    from cryptography.hazmat.primitives import serialization

    line = make_key(tmp_path / "plain")
    key = serialization.load_ssh_private_key((tmp_path / "plain").read_bytes(), None)
    locked = tmp_path / "locked"
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )
    )
    locked.chmod(0o600)
    (tmp_path / "home").mkdir()
    with EmbeddedServer(tmp_path / "home", authorized_keys=(line,)) as server:
        typed = f"127.0.0.1\ndistrict\n\n{locked}\nyes\n"
        said = dde("connect", "--port", server.port, typed=typed, workspace=workspace)
        assert said.code == 0, said.err
        assert dde("connect", "--test", workspace=workspace).code == 0
    assert "passphrase" in typed_secret[0]
    assert PASSWORD.encode() not in everything_in(workspace)


def test_a_script_may_add_the_exchange_folder_to_what_is_saved(dde, connected):
    before = connected.settings.securestor
    said = dde("connect", "--exchange", workspace=connected)
    assert said.code == 0
    after = connected.settings.securestor
    assert after.exchange
    assert (after.host, after.port, after.user, after.key_file, after.host_keys) == (
        *(before.host, before.port, before.user, before.key_file, before.host_keys),
    )


def test_another_port_of_the_saved_server_is_not_ignored(dde, connected):
    settings = connected.settings_file.read_bytes()
    assert dde("connect", "--port", "1", workspace=connected).code == ExitCode.TRANSFER
    assert connected.settings_file.read_bytes() == settings

"""The first look at a server, and a key that changed: a person compares, and accepts a rotation on purpose."""

import base64

import paramiko
import pytest

from checks.errors import ExitCode
from checks.job import Job
from dde_tui.actions.transfer.connect.command import look_at_server
from dde_tui.securestor.ssh.fingerprints import host_key
from dde_tui.workspace.settings import SecureStorSettings
from faults.embedded import FaultyServer

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A person without known hosts."""
    monkeypatch.setenv("DISTRICT_PASSWORD", PASSWORD)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home" / ".ssh").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def securestor(tmp_path):
    """A server whose key can change."""
    root = tmp_path / "securestor"
    (root / "district").mkdir(parents=True)
    with FaultyServer(root, password=PASSWORD) as server:
        yield server


@pytest.fixture
def unconfirmed(connect_flags):
    at = connect_flags.index("--host-key")
    return [*connect_flags[:at], *connect_flags[at + 2 :]]


def known_host(server, key):
    return f"[127.0.0.1]:{server.port} {key.get_name()} {base64.b64encode(key.asbytes()).decode()}\n"


def test_the_first_look_shows_fingerprint_kind_and_picture(dde, workspace, securestor, unconfirmed):
    said = dde("connect", *unconfirmed, typed="yes\n", workspace=workspace)
    assert said.code == 0, said.err
    assert f"127.0.0.1:{securestor.port} shows this key (ssh-ed25519)" in said.err
    assert securestor.fingerprint in said.err
    assert "+--[ED25519 256]--+" in said.err
    assert workspace.settings.securestor.host_keys == (securestor.fingerprint,)


def test_a_key_that_known_hosts_contradicts_takes_more_than_a_yes(
    dde, workspace, securestor, unconfirmed, home
):
    stranger = known_host(securestor, paramiko.ECDSAKey.generate())
    (home / ".ssh" / "known_hosts").write_text(stranger, encoding="utf-8")
    said = dde("connect", *unconfirmed, typed="yes\n", workspace=workspace)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert "has a DIFFERENT key for this server" in said.err
    assert securestor.auth_attempts == 0
    assert workspace.settings.securestor.host == ""
    pasted = dde("connect", *unconfirmed, typed=f"{securestor.fingerprint}\n", workspace=workspace)
    assert pasted.code == 0, pasted.err


def test_a_key_that_known_hosts_knows_is_said_to_be(dde, workspace, securestor, unconfirmed, home):
    (home / ".ssh" / "known_hosts").write_text(known_host(securestor, securestor._key), encoding="utf-8")
    said = dde("connect", *unconfirmed, typed="yes\n", workspace=workspace)
    assert said.code == 0
    assert "Your own known_hosts has this key for this server" in said.err


def test_a_changed_key_sends_nothing_and_shows_both(dde, connected, securestor, unconfirmed):
    old, tried = securestor.fingerprint, securestor.auth_attempts
    settings = connected.settings_file.read_bytes()
    securestor.rekey(paramiko.ECDSAKey.generate())
    said = dde("connect", *unconfirmed, typed="\n", workspace=connected)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert f"But the key confirmed for this server is {old}." in said.err
    question = (
        f"Which SHA-256 fingerprint does the host key of SecureStor (127.0.0.1:{securestor.port}) have now, "
        f"and did it change? We see the ecdsa-sha2-nistp256 key {securestor.fingerprint} instead of {old}."
    )
    assert f"  {question}\n" in said.err
    assert dde("connect", *unconfirmed, typed="yes\n", workspace=connected).code == ExitCode.UNKNOWN_SERVER
    assert dde("connect", "--test", workspace=connected).code == ExitCode.UNKNOWN_SERVER
    assert securestor.auth_attempts == tried
    assert connected.settings_file.read_bytes() == settings


def test_a_rotation_is_accepted_by_pasting_the_new_fingerprint(dde, connected, securestor, unconfirmed):
    securestor.rekey(paramiko.ECDSAKey.generate())
    said = dde("connect", *unconfirmed, typed=f"{securestor.fingerprint}\n", workspace=connected)
    assert said.code == 0, said.err
    assert "it replaces the confirmed key" in said.sentence
    assert connected.settings.securestor.host_keys == (securestor.fingerprint,)


def test_a_rotation_is_accepted_by_a_script_that_names_the_new_key(dde, connected, securestor):
    securestor.rekey(paramiko.ECDSAKey.generate())
    assert dde("connect", workspace=connected).code == ExitCode.UNKNOWN_SERVER
    said = dde("connect", "--host-key", securestor.fingerprint, workspace=connected)
    assert said.code == 0, said.err
    assert connected.settings.securestor.host_keys == (securestor.fingerprint,)
    assert connected.settings.securestor.exchange is True


def test_a_fingerprint_of_another_key_is_refused(dde, connected, securestor, unconfirmed):
    old = securestor.fingerprint
    securestor.rekey(paramiko.ECDSAKey.generate())
    said = dde("connect", *unconfirmed, typed=f"{old}\n", workspace=connected)
    assert said.code == ExitCode.UNKNOWN_SERVER
    assert connected.settings.securestor.host_keys == (old,)


def test_the_next_key_can_be_confirmed_before_the_server_changes_to_it(dde, connected, securestor):
    coming = paramiko.ECDSAKey.generate()
    both = [securestor.fingerprint, host_key(coming.get_name(), coming.asbytes()).fingerprint]
    flags = [flag for key in both for flag in ("--host-key", key)]
    assert dde("connect", *flags, workspace=connected).code == 0
    securestor.rekey(coming)
    assert dde("connect", "--test", workspace=connected).code == 0


def test_a_look_says_whether_the_key_was_confirmed_before(workspace, connected, securestor):
    where = SecureStorSettings(host="127.0.0.1", port=securestor.port)
    shown = look_at_server(connected, where, Job())
    assert (shown.is_known, shown.is_changed, shown.must_be_typed) == (True, False, False)
    assert shown.randomart[0] == "+--[ED25519 256]--+"
    securestor.rekey(paramiko.ECDSAKey.generate())
    shown = look_at_server(connected, where, Job())
    assert (shown.is_known, shown.is_changed, shown.must_be_typed) == (False, True, True)
    assert shown.pin(f" {shown.key.fingerprint}= ") == securestor.fingerprint
    assert securestor.fingerprint in shown.question

import os
import threading
from pathlib import Path

import keyring
import pytest
from keyring.backends import chainer, fail, null

from checks.errors import ExitCode
from dde_tui.errors import SettingsError
from dde_tui.workspace.keyrings import KeyringError
from dde_tui.workspace.secrets import forget_secret, keyring_name, read_credential, read_secret, store_secret
from support.memory_keyring import InMemory, stand_in


class PlaintextKeyring(InMemory):
    """What the package keyrings.alt offers."""


Keychain = stand_in("keyring.backends.macOS", "Keyring")
Vault = stand_in("keyring.backends.Windows", "WinVaultKeyring")


@pytest.fixture
def use():
    before = keyring.get_keyring()

    def choose(backend):
        keyring.set_keyring(backend)
        return backend

    yield choose
    keyring.set_keyring(before)


@pytest.mark.parametrize("kind", [Keychain, Vault])
def test_a_secret_is_stored_read_and_forgotten(use, kind):
    backend = use(kind())
    assert read_secret("securestor") is None
    store_secret("securestor", "correct horse")
    assert read_secret("securestor") == "correct horse"
    assert backend.kept == {("dde", "securestor"): "correct horse"}
    forget_secret("securestor")
    forget_secret("securestor")
    assert backend.kept == {}


def test_the_keyring_in_use_is_named(use):
    use(Keychain())
    assert keyring_name() == "keyring.backends.macOS.Keyring"


def chain_of(monkeypatch, *backends):
    monkeypatch.setattr(chainer.ChainerBackend, "backends", list(backends))
    return chainer.ChainerBackend()


@pytest.mark.parametrize(
    "backend",
    [null.Keyring(), fail.Keyring(), PlaintextKeyring(), stand_in("keyrings.alt.file", "PlaintextKeyring")()],
)
def test_a_keyring_that_keeps_no_secret_is_refused_by_name(use, backend):
    use(backend)
    for call in (
        lambda: store_secret("securestor", "correct horse"),
        lambda: read_secret("securestor"),
        lambda: forget_secret("securestor"),
        keyring_name,
    ):
        with pytest.raises(
            SettingsError, match=f"{type(backend).__module__}.{type(backend).__qualname__}"
        ) as caught:
            call()
        assert caught.value.exit_code is ExitCode.USAGE
        for way in ("key file", "agent", "environment variable", "systemd", "account"):
            assert way in caught.value.to_do
        assert "correct horse" not in caught.value.sentence
    assert not getattr(backend, "kept", {})


def test_a_subclass_of_a_safe_keyring_is_not_that_keyring(use):
    use(type("Sneaky", (Keychain,), {})())
    with pytest.raises(SettingsError, match="Sneaky"):
        store_secret("securestor", "correct horse")


def test_a_chain_of_safe_keyrings_is_safe(use, monkeypatch):
    use(chain_of(monkeypatch, Keychain(), Vault()))
    store_secret("securestor", "correct horse")
    assert read_secret("securestor") == "correct horse"


def test_one_unsafe_link_makes_a_chain_unsafe(use, monkeypatch):
    use(chain_of(monkeypatch, Keychain(), PlaintextKeyring()))
    with pytest.raises(SettingsError, match="PlaintextKeyring"):
        store_secret("securestor", "correct horse")


def test_an_empty_chain_keeps_nothing(use, monkeypatch):
    use(chain_of(monkeypatch))
    with pytest.raises(SettingsError, match="ChainerBackend"):
        store_secret("securestor", "correct horse")


class Forgetful(InMemory):
    def set_password(self, service, username, password):
        pass


class Shortening(InMemory):
    def set_password(self, service, username, password):
        super().set_password(service, username, password[:4])


@pytest.mark.parametrize("base", [Forgetful, Shortening])
def test_a_keyring_that_does_not_give_back_what_was_stored_is_found_out(use, base):
    use(stand_in("keyring.backends.macOS", "Keyring", base)())
    with pytest.raises(SettingsError, match="did not return") as caught:
        store_secret("securestor", "correct horse")
    assert "correct" not in caught.value.sentence


class Locked(InMemory):
    def get_password(self, service, username):
        raise keyring.errors.KeyringLocked("correct horse")

    def set_password(self, service, username, password):
        raise OSError(password)


class Stop(BaseException):
    """What a library of another language raises when it panics: no Exception at all."""


@pytest.mark.parametrize("error", [Stop, SystemExit, MemoryError, UnicodeError, TimeoutError])
def test_a_keyring_that_raises_anything_ends_in_a_sentence(use, error):
    class Raising(InMemory):
        def get_password(self, service, username):
            raise error

    use(stand_in("keyring.backends.SecretService", "Keyring", Raising)())
    with pytest.raises(KeyringError, match=r"refused|did not answer") as caught:
        read_secret("securestor")
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_keyring_that_waits_for_ever_is_given_up(use, monkeypatch):
    leave = threading.Event()

    class Waiting(InMemory):
        def get_password(self, service, username):
            leave.wait(20)

    monkeypatch.setattr("dde_tui.workspace.secrets._FOR_A_SCRIPT", 0.2)
    use(stand_in("keyring.backends.SecretService", "Keyring", Waiting)())
    with pytest.raises(KeyringError, match=r"did not answer within 0\.2 seconds") as caught:
        read_secret("securestor")
    leave.set()
    assert "window that nobody sees" in caught.value.meaning
    assert "credential:NAME" in caught.value.to_do


def test_a_keyring_that_refuses_is_told_without_its_words(use):
    use(stand_in("keyring.backends.SecretService", "Keyring", Locked)())
    for call in (lambda: store_secret("securestor", "correct horse"), lambda: read_secret("securestor")):
        with pytest.raises(SettingsError, match="refused") as caught:
            call()
        assert "Unlock" in caught.value.to_do
        assert "correct horse" not in caught.value.sentence


def test_a_machine_without_a_keyring_is_told_so_plainly(use):
    use(fail.Keyring())
    with pytest.raises(SettingsError, match="This machine has no keyring") as caught:
        keyring_name()
    assert "credential:NAME" in caught.value.to_do


@pytest.fixture
def credential(tmp_path):
    """Write a credential as systemd hands it over, and return the environment that names its folder."""

    def write(data: bytes, mode: int = 0o400, name: str = "securestor") -> dict[str, str]:
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(mode)
        return {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    return write


@pytest.mark.parametrize(
    ("data", "secret"),
    [
        (b"correct horse", "correct horse"),
        (b"correct horse\n", "correct horse"),
        (b"correct horse\r\n", "correct horse"),
        (b" correct\nhorse \n\n", " correct\nhorse \n"),
        ("contraseña".encode(), "contraseña"),
        (b"", ""),
    ],
)
def test_a_credential_is_read_without_the_line_break_at_its_end(credential, data, secret):
    assert read_credential("securestor", credential(data)) == secret


def test_where_nothing_was_handed_over_there_is_no_credential(credential, tmp_path):
    assert read_credential("securestor", {}) is None
    assert read_credential("other", credential(b"x")) is None
    (tmp_path / "folder").mkdir()
    assert read_credential("folder", credential(b"x")) is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o404, 0o402, 0o401, 0o420, 0o644])
def test_a_credential_that_others_can_read_or_change_is_refused(credential, mode):
    with pytest.raises(SettingsError, match="by others") as caught:
        read_credential("securestor", credential(b"correct horse", mode))
    assert "correct horse" not in caught.value.sentence
    assert Path(credential(b"x", mode)["CREDENTIALS_DIRECTORY"], "securestor").stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_the_bit_by_which_systemd_lets_a_service_in_is_no_hole(credential):
    assert read_credential("securestor", credential(b"x", 0o440)) == "x"


def test_a_credential_that_is_no_text_is_told_without_its_bytes(credential):
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        read_credential("securestor", credential(b"hunter2\xff"))
    assert "hunter2" not in f"{caught.value.sentence}{caught.value.__cause__}"

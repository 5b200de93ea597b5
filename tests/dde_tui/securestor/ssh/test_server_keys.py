"""Keys of several kinds, changed and revoked ones, and weak algorithms: against OpenSSH's own server."""

from getpass import getuser

import pytest

from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect, fetch_host_keys
from dde_tui.securestor.connection.connection import Server
from support.sshd import keygen, new_key, sshd

KINDS = ("ed25519", "ecdsa", "rsa")
NAMES = {"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa"}
OTHER = "SHA256:" + "A" * 43


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sshd")
    new_key(folder / "user")
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    with sshd(folder, kinds=KINDS) as server:
        yield server


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home of this test's own, so that nobody's known_hosts is asked."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    return tmp_path


def at(running, *pins, **changes):
    fields = {"user": getuser(), "key_file": running.folder / "user"} | changes
    return Server("127.0.0.1", running.port, host_keys=pins, **fields)


def test_every_key_of_the_server_is_shown_for_a_person_to_find(running):
    shown = fetch_host_keys("127.0.0.1", running.port, 5)
    assert {key.kind: key.fingerprint for key in shown} == {
        NAMES[kind]: running.fingerprint(kind) for kind in KINDS
    }
    assert [key.title for key in shown] == ["ED25519 256", "ECDSA 256", "RSA 2048"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_pin_of_any_kind_of_key_leads_to_the_server(running, kind):
    with connect(at(running, running.fingerprint(kind)), timeout=5) as connection:
        assert connection.host_key.fingerprint == running.fingerprint(kind)
        assert connection.sftp()


def test_where_no_kind_is_pinned_all_are_shown_and_the_server_saw_no_name(running):
    before = len(running.log)
    with pytest.raises(UnknownServerError) as caught:
        connect(at(running, OTHER, user="tell-nobody"), Login("secret"), 5)
    error = caught.value
    assert set(error.shown) == {running.fingerprint(kind) for kind in KINDS}
    assert error.confirmed == (OTHER,)
    for fingerprint in (*error.shown, OTHER):
        assert fingerprint in error.happened
    assert "no user name" in error.meaning
    assert "--host-key" in error.to_do
    said = running.log[before:]
    assert said.count("Connection from") == len(KINDS)
    assert "userauth" not in said
    assert "tell-nobody" not in said


def test_the_search_for_names_in_the_log_finds_one_that_was_sent(running):
    before = len(running.log)
    with pytest.raises(LoginError):
        connect(at(running, running.fingerprint("rsa"), user="tell-nobody"), timeout=5)
    assert "userauth-request for user tell-nobody" in running.log[before:]


def test_a_revoked_key_is_refused_although_it_is_pinned(running, home):
    public = (running.folder / "host_ed25519.pub").read_text("ascii")
    (home / ".ssh" / "known_hosts").write_text(f"# ours\n@revoked * {public}", encoding="utf-8")
    before = len(running.log)
    with pytest.raises(UnknownServerError, match=r"revoked .*known_hosts, line 2"):
        connect(at(running, running.fingerprint("ed25519")), timeout=5)
    assert "userauth" not in running.log[before:]
    with connect(at(running, running.fingerprint("rsa")), timeout=5) as connection:
        assert connection.host_key.kind == "ssh-rsa"


def test_a_key_that_is_neither_pinned_nor_alive_is_told_as_revoked(running, home):
    public = (running.folder / "host_ecdsa.pub").read_text("ascii")
    (home / ".ssh" / "known_hosts2").write_text(f"@revoked nobody {public}", encoding="utf-8")
    with pytest.raises(UnknownServerError, match="revoked"):
        connect(at(running, OTHER), timeout=5)


def test_an_authority_in_known_hosts_confirms_no_plain_key(running, home):
    public = (running.folder / "host_ed25519.pub").read_text("ascii")
    (home / ".ssh" / "known_hosts").write_text(f"@cert-authority * {public}", encoding="utf-8")
    with pytest.raises(UnknownServerError, match="shows"):
        connect(at(running, OTHER), timeout=5)


def test_a_server_with_a_certificate_beside_its_key_works_as_before(tmp_path):
    new_key(tmp_path / "authority")
    new_key(tmp_path / "user")
    new_key(tmp_path / "host_ed25519")
    (tmp_path / "authorized").write_bytes((tmp_path / "user.pub").read_bytes())
    keygen("-s", tmp_path / "authority", "-I", "x", "-h", "-n", "127.0.0.1", tmp_path / "host_ed25519.pub")
    with sshd(tmp_path, f"HostCertificate {tmp_path}/host_ed25519-cert.pub") as server:
        pin = server.fingerprint("ed25519")
        assert [key.fingerprint for key in fetch_host_keys("127.0.0.1", server.port, 5)] == [pin]
        with connect(at(server, pin), timeout=5) as connection:
            assert connection.negotiated["host_key"] == "ssh-ed25519"


def test_a_server_that_shows_nothing_but_its_certificate_is_known_by_the_key_in_it(tmp_path):
    new_key(tmp_path / "authority")
    new_key(tmp_path / "user")
    new_key(tmp_path / "host_ed25519")
    (tmp_path / "authorized").write_bytes((tmp_path / "user.pub").read_bytes())
    keygen("-s", tmp_path / "authority", "-I", "x", "-h", "-n", "127.0.0.1", tmp_path / "host_ed25519.pub")
    config = (
        f"HostCertificate {tmp_path}/host_ed25519-cert.pub\n"
        "HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com"
    )
    with sshd(tmp_path, config) as server:
        with connect(at(server, server.fingerprint("ed25519")), timeout=5) as connection:
            assert connection.sftp()
        with pytest.raises(UnknownServerError):
            connect(at(server, OTHER), timeout=5)


@pytest.mark.parametrize(
    "config",
    [
        "Ciphers 3des-cbc",
        "Ciphers aes128-cbc,aes256-cbc",
        "MACs hmac-md5,hmac-sha1\nCiphers aes128-ctr",
        "MACs hmac-sha1-etm@openssh.com,umac-64@openssh.com\nCiphers aes128-ctr",
        "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
        "KexAlgorithms diffie-hellman-group-exchange-sha256",
        "HostKeyAlgorithms ssh-rsa",
    ],
)
def test_a_server_with_only_weak_algorithms_is_refused_before_any_name(tmp_path, config):
    kinds = ("rsa",) if "HostKey" in config else ("ed25519",)
    new_key(tmp_path / "user")
    with sshd(tmp_path, config, kinds) as server:
        with pytest.raises(TransferError, match="offers no encryption that dde uses") as caught:
            connect(at(server, server.fingerprint(kinds[0])), timeout=5)
        assert "userauth" not in server.log
    assert caught.value.meaning == "Nothing was sent."


def test_a_key_of_1024_bits_proves_nothing(tmp_path):
    new_key(tmp_path / "user")
    keygen("-t", "rsa", "-b", 1024, "-N", "", "-f", tmp_path / "host_rsa")
    with sshd(tmp_path, kinds=("rsa",)) as server:
        for look in (
            lambda: fetch_host_keys("127.0.0.1", server.port, 5),
            lambda: connect(at(server, server.fingerprint("rsa")), timeout=5),
        ):
            with pytest.raises(TransferError, match="1,024 bits"):
                look()
        assert "userauth" not in server.log


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ("", ("aes256-gcm@openssh.com", "part of the cipher")),
        ("Ciphers aes128-gcm@openssh.com,aes256-ctr", ("aes128-gcm@openssh.com", "part of the cipher")),
        (
            "Ciphers aes256-ctr\nMACs hmac-sha2-256-etm@openssh.com,hmac-sha1",
            ("aes256-ctr", "hmac-sha2-256-etm@openssh.com"),
        ),
    ],
)
def test_the_best_that_both_sides_have_is_used_and_told(tmp_path, config, wanted):
    new_key(tmp_path / "user")
    (tmp_path / "authorized").write_bytes((tmp_path / "user.pub").read_bytes())
    with (
        sshd(tmp_path, config) as server,
        connect(at(server, server.fingerprint("ed25519")), timeout=5) as connection,
    ):
        told = connection.negotiated
    assert (told["cipher"], told["mac"]) == wanted
    assert told["strict_kex"] == "yes"
    assert told["kex"]

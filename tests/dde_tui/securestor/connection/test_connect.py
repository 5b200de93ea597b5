import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor.auth import key_file as login
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect, fetch_host_keys
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.ssh.transport import LOG
from support.machine import program

PASSWORD = "correct horse"


def at(server, **changes):
    fields = {"user": "district", "folder": "district", "host_keys": (server.fingerprint,)} | changes
    return Server("127.0.0.1", server.port, **fields)


def key_file(folder, passphrase=None):
    key = Ed25519PrivateKey.generate()
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    path = folder / "key"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, locked))
    path.chmod(0o600)
    return path, key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def test_a_password_lets_the_district_in(serve, log_in):
    connection = log_in(serve())
    assert connection.folder().names() == []


def test_what_was_negotiated_is_sound(serve, log_in):
    negotiated = log_in(serve()).negotiated
    assert negotiated["cipher"] == "aes256-gcm@openssh.com"
    assert negotiated["mac"] == "part of the cipher"
    assert negotiated["host_key"] == "ssh-ed25519"
    assert negotiated["kex"] in {"mlkem768x25519-sha256", "curve25519-sha256@libssh.org"}
    assert negotiated["strict_kex"] == "yes"


def test_the_host_key_is_fetched_without_a_login(serve):
    server = serve()
    (shown,) = fetch_host_keys("127.0.0.1", server.port, 5)
    assert shown.fingerprint == server.fingerprint
    assert server.auth_attempts == 0


def test_another_key_is_refused_before_any_login(serve):
    server, other = serve(), serve()
    with pytest.raises(UnknownServerError) as caught:
        connect(at(server, host_keys=(other.fingerprint,)), Login(PASSWORD), 5)
    assert server.fingerprint in caught.value.sentence
    assert other.fingerprint in caught.value.sentence
    server.stop()
    assert server.auth_attempts == 0


def test_a_server_nobody_confirmed_is_not_even_contacted():
    with pytest.raises(UnknownServerError) as caught:
        connect(Server("127.0.0.1", 1, "district"), Login(PASSWORD), 5)
    assert "dde connect" in caught.value.to_do


def test_the_next_key_may_be_pinned_beside_the_present_one(serve):
    server, other = serve(), serve()
    with connect(
        at(server, host_keys=(other.fingerprint, server.fingerprint)), Login(PASSWORD), 5
    ) as connection:
        assert connection.folder().exists("")


def test_a_wrong_password_is_a_login_error_that_keeps_the_password_to_itself(serve):
    with pytest.raises(LoginError) as caught:
        connect(at(serve()), Login("wrong battery"), 5)
    assert "the password" in caught.value.happened
    assert "wrong battery" not in caught.value.sentence + repr(Login("wrong battery"))
    assert caught.value.exit_code == 2


def test_no_way_to_log_in_says_how_to_set_one(serve):
    with pytest.raises(LoginError) as caught:
        connect(at(serve()), Login(), 5)
    assert "--key-file" in caught.value.to_do


@pytest.mark.parametrize("passphrase", [None, "open sesame"])
def test_a_key_file_lets_the_district_in(serve, tmp_path, passphrase):
    path, public = key_file(tmp_path, passphrase)
    server = serve(authorized_keys=[public])
    with connect(at(server, key_file=path), Login(passphrase=passphrase), 5) as connection:
        assert connection.folder().names() == []


def test_a_needless_passphrase_does_no_harm(serve, tmp_path):
    path, public = key_file(tmp_path)
    with connect(at(serve(authorized_keys=[public]), key_file=path), Login(passphrase="x"), 5) as connection:
        assert connection.folder().names() == []


@pytest.mark.parametrize(
    ("given", "words"), [(None, "needs a passphrase"), ("wrong", "the passphrase is wrong")]
)
def test_a_locked_key_without_its_passphrase_is_a_login_error(serve, tmp_path, given, words):
    path, public = key_file(tmp_path, "open sesame")
    server = serve(authorized_keys=[public])
    with pytest.raises(LoginError, match=words):
        connect(at(server, key_file=path), Login(passphrase=given), 5)
    assert server.auth_attempts == 0


def test_a_key_the_server_does_not_know_is_a_login_error(serve, tmp_path):
    path, _ = key_file(tmp_path)
    with pytest.raises(LoginError, match="the key file"):
        connect(at(serve(), key_file=path), Login(), 5)


def test_an_agent_lets_the_district_in(serve, tmp_path, monkeypatch):
    program("ssh-agent")
    path, public = key_file(tmp_path)
    with socket.socket(socket.AF_UNIX) as probe:
        sock = Path(tempfile.mkdtemp()) / "agent"
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", sock], stdout=subprocess.DEVNULL)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(sock))
        try:
            while probe.connect_ex(str(sock)):
                assert agent.poll() is None
            server = serve(authorized_keys=[public])
            with pytest.raises(LoginError, match="holds no key"):
                connect(at(server, agent=True), Login(), 5)
            subprocess.run(["ssh-add", "-q", path], check=True, capture_output=True)
            with connect(at(server, agent=True), Login(), 5) as connection:
                assert connection.folder().names() == []
        finally:
            agent.terminate()
            agent.wait(10)
            shutil.rmtree(sock.parent)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_key_file_others_can_read_is_refused(serve, tmp_path):
    path, public = key_file(tmp_path)
    path.chmod(0o640)
    with pytest.raises(LoginError, match="by others") as caught:
        connect(at(serve(authorized_keys=[public]), key_file=path), Login(), 5)
    assert "chmod 600" in caught.value.to_do
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("content", [b"", b"PuTTY-User-Key-File-3: ssh-ed25519\n", b"\xff\x00"])
def test_what_is_no_key_is_a_login_error(tmp_path, content):
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(LoginError, match="not a private key"):
        login.load_key(path, None)


def test_a_missing_key_file_is_a_login_error(tmp_path):
    with pytest.raises(LoginError, match="cannot be read"):
        login.load_key(tmp_path / "nowhere", None)


def test_nobody_listening_fails_at_once():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(TransferError, match="nothing listens") as caught:
        fetch_host_keys("127.0.0.1", port, 5)
    assert time.monotonic() - begun < 4
    assert caught.value.exit_code == 5


def test_an_unknown_name_is_a_transfer_error():
    with pytest.raises(TransferError, match="not known"):
        fetch_host_keys("no-such-host.invalid", 22, 5)


def test_a_silent_server_fails_within_the_timeout():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(TransferError, match=r"in time|was lost"):
            fetch_host_keys("127.0.0.1", silent.getsockname()[1], 0.5)
        assert time.monotonic() - begun < 3


def test_a_server_that_goes_silent_before_the_login_fails_within_the_timeout(serve, wire_to):
    server = serve()
    wire = wire_to(server)
    fetch_host_keys("127.0.0.1", wire.port, 5)
    wire.silent_after = 2 * wire.passed
    begun = time.monotonic()
    with pytest.raises(TransferError):
        connect(
            Server("127.0.0.1", wire.port, "district", host_keys=(server.fingerprint,)), Login(PASSWORD), 1
        )
    assert time.monotonic() - begun < 5


def test_what_speaks_no_ssh_is_a_transfer_error():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            peer, _ = listener.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 400 Bad Request\x1b[2J\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(TransferError) as caught:
            fetch_host_keys("127.0.0.1", listener.getsockname()[1], 5)
        thread.join()
    assert "\x1b" not in caught.value.sentence


def test_a_server_with_only_broken_encryption_is_refused(serve, monkeypatch):
    server = serve()
    serving = server._serve

    class Weak(paramiko.Transport):
        def __init__(self, sock, timeout):
            super().__init__(sock)
            self.set_log_channel(LOG)
            self.get_security_options().ciphers = ("3des-cbc",)

        def end(self):
            self.close()
            self.join(2)

    monkeypatch.setattr("dde_tui.securestor.embedded.server.SoundTransport", Weak)
    assert serving.__self__ is server
    with pytest.raises(TransferError, match="no encryption that dde uses"):
        fetch_host_keys("127.0.0.1", server.port, 5)


def test_ssh_noise_does_not_reach_the_console(serve):
    script = (
        "import sys; from dde_tui.securestor.connection.connect import *; from dde_tui.errors import *\n"
        "try: connect(Server('127.0.0.1', int(sys.argv[1]), 'x', host_keys=(sys.argv[2],)), Login('bad'), 5)\n"
        "except LoginError: print('refused')\n"
    )
    server = serve()
    ran = subprocess.run(
        [sys.executable, "-c", script, str(server.port), server.fingerprint],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("refused", "")


def test_paramiko_is_only_loaded_for_a_connection():
    script = (
        "import sys, dde_tui.securestor.connection.folder, dde_tui.securestor.ssh.fingerprints, dde_tui.securestor.faults\n"
        "print('paramiko' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert ran.stdout.strip() == "False"

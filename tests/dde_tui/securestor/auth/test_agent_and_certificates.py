"""Keys in an agent, on a security key, and with a certificate: against OpenSSH's own agent and server."""

import base64
import gc
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import warnings
from contextlib import contextmanager, suppress
from getpass import getuser
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dde_tui.errors import LoginError
from dde_tui.securestor.auth import agent as login_agent
from dde_tui.securestor.auth.agent import agent_keys
from dde_tui.securestor.auth.key_file import load_key
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server
from support.machine import program
from support.sshd import keygen, new_key, sshd

unix_sockets = pytest.mark.skipif(os.name != "posix", reason="an agent is reached by a socket of Unix here")

SECURITY_KEY = b"sk-ssh-ed25519@openssh.com"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture
def short_folder():
    """A folder with a short path: a socket's name has a hundred signs at most."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def agent(short_folder, monkeypatch):
    """OpenSSH's agent; call it with a key file to load it."""
    program("ssh-agent")
    place = short_folder / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.DEVNULL)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
    with socket.socket(socket.AF_UNIX) as probe:
        while probe.connect_ex(str(place)):
            assert running.poll() is None
    yield lambda path: subprocess.run(["ssh-add", "-q", path], check=True, capture_output=True)
    running.terminate()
    running.wait(10)


def log_in(server, **ways):
    where = Server("127.0.0.1", server.port, getuser(), host_keys=(server.fingerprint("ed25519"),), **ways)
    with connect(where, Login(), 5) as connection:
        assert connection.sftp()


def let_in(folder, *keys):
    (folder / "authorized").write_bytes(b"".join(key.with_suffix(".pub").read_bytes() for key in keys))


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_every_kind_of_key_lets_in_from_a_file_and_from_the_agent(tmp_path, agent, kind):
    key = new_key(tmp_path / "user", kind)
    let_in(tmp_path, key)
    with sshd(tmp_path) as server:
        log_in(server, key_file=key)
        agent(key)
        log_in(server, agent=True)


def test_two_keys_one_after_the_other(tmp_path, agent):
    first, second = new_key(tmp_path / "first"), new_key(tmp_path / "second", "ecdsa")
    let_in(tmp_path, first, second)
    with sshd(tmp_path, "AuthenticationMethods publickey,publickey") as server:
        with pytest.raises(
            LoginError, match="accepted the key file, and requires another login method: publickey"
        ):
            log_in(server, key_file=first)
        agent(second)
        log_in(server, key_file=first, agent=True)


def test_what_the_agent_holds_is_told(tmp_path, agent):
    assert agent_keys() == ()
    agent(new_key(tmp_path / "one", "rsa"))
    agent(new_key(tmp_path / "two"))
    assert sorted(agent_keys()) == ["ssh-ed25519", "ssh-rsa"]


def forget_sockets():
    """Take away the sockets that paramiko forgets where an agent fails, before another test meets them."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_no_agent_holds_no_keys(monkeypatch, tmp_path):
    assert agent_keys() == ()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "gone"))
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # paramiko forgets the socket of an agent that is gone
        assert agent_keys() == ()
        gc.collect()


@contextmanager
def answering(place, answer, monkeypatch):
    """Something that listens where an agent would, and answers each question by this function."""
    ended = threading.Event()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()
        listener.settimeout(0.05)

        def serve():
            while not ended.is_set():
                with suppress(TimeoutError, OSError):
                    peer, _ = listener.accept()
                    with peer:
                        peer.settimeout(2)
                        while (size := peer.recv(4)) and (said := answer(peer.recv(int.from_bytes(size)))):
                            peer.sendall(len(said).to_bytes(4) + said)

        thread = threading.Thread(target=serve)
        thread.start()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        try:
            yield
        finally:
            ended.set()
            thread.join()


@unix_sockets
def test_what_is_no_agent_is_told_and_not_a_defect(short_folder, monkeypatch):
    with (
        answering(short_folder / "a", lambda _question: b"\x05", monkeypatch),
        pytest.raises(LoginError, match="does not answer correctly"),
    ):
        agent_keys()
    forget_sockets()


@unix_sockets
def test_an_agent_that_never_answers_is_given_up(short_folder, monkeypatch):
    monkeypatch.setattr(login_agent, "_PATIENCE", 0.3)
    with (
        answering(short_folder / "a", lambda _question: threading.Event().wait(1) or b"", monkeypatch),
        pytest.raises(LoginError, match="does not answer"),
    ):
        agent_keys()
    forget_sockets()


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


class SecurityKey:
    """An agent that holds a FIDO key, as OpenSSH's agent does with a real one: the key itself is software."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.blob = string(SECURITY_KEY) + string(self._key.public_key().public_bytes_raw()) + string(b"ssh:")
        self.line = f"{SECURITY_KEY.decode()} {base64.b64encode(self.blob).decode()}\n"

    def __call__(self, question: bytes) -> bytes:
        if question[:1] == b"\x0b":
            return b"\x0c" + (1).to_bytes(4) + string(self.blob) + string(b"token")
        rest = question[1 + 4 + len(self.blob) :]
        data = rest[4 : 4 + int.from_bytes(rest[:4])]
        touched = b"\x01" + (7).to_bytes(4)
        signed = hashlib.sha256(b"ssh:").digest() + touched + hashlib.sha256(data).digest()
        return b"\x0e" + string(string(SECURITY_KEY) + string(self._key.sign(signed)) + touched)


@unix_sockets
def test_a_security_key_lets_in_by_way_of_the_agent(tmp_path, short_folder, monkeypatch):
    token = SecurityKey()
    (tmp_path / "authorized").write_text(token.line, encoding="ascii")
    with answering(short_folder / "a", token, monkeypatch), sshd(tmp_path) as server:
        log_in(server, agent=True)
        (tmp_path / "authorized").write_text("", encoding="ascii")
        with pytest.raises(LoginError, match="the SSH agent"):
            log_in(server, agent=True)


def test_the_file_of_a_security_key_is_explained(tmp_path):
    token = SecurityKey()
    private = string(b"\0" * 8 + token.blob)
    body = (
        b"openssh-key-v1\0"
        + string(b"none") * 2
        + string(b"")
        + (1).to_bytes(4)
        + string(token.blob)
        + private
    )
    path = tmp_path / "id_ed25519_sk"
    lines = base64.encodebytes(body).decode()
    path.write_text(
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{lines}-----END OPENSSH PRIVATE KEY-----\n", encoding="ascii"
    )
    path.chmod(0o600)
    with pytest.raises(LoginError, match="security key") as caught:
        load_key(path, None)
    assert "ssh-add" in caught.value.to_do


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_the_public_half_of_a_key_is_told_as_what_it_is(tmp_path, mode):
    public = new_key(tmp_path / "user").with_suffix(".pub")
    public.chmod(mode)
    with pytest.raises(LoginError, match="public half") as caught:
        load_key(public, None)
    assert "without .pub" in caught.value.to_do
    assert "chmod" not in caught.value.sentence


@pytest.fixture
def certified(tmp_path):
    """A user's key, and the authority that a server trusts; the key alone lets nobody in."""
    new_key(tmp_path / "authority")
    new_key(tmp_path / "user")
    let_in(tmp_path)
    return tmp_path


def sign(folder, *words, key="user"):
    keygen("-s", folder / "authority", "-I", "x", "-n", getuser(), *words, folder / f"{key}.pub")


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_a_certificate_beside_the_key_lets_in(tmp_path, agent, kind):
    new_key(tmp_path / "authority")
    new_key(tmp_path / "user", kind)
    sign(tmp_path, "-V", "-1d:+1d")
    with sshd(tmp_path, f"TrustedUserCAKeys {tmp_path}/authority.pub") as server:
        log_in(server, key_file=tmp_path / "user")
        agent(tmp_path / "user")
        log_in(server, agent=True)


def test_a_server_that_knows_the_key_but_not_the_authority_lets_in_too(certified):
    let_in(certified, certified / "user")
    sign(certified)
    with sshd(certified) as server:
        log_in(server, key_file=certified / "user")


@pytest.mark.parametrize(
    ("words", "why"), [(("-V", "-2d:-1d"), "not valid at this time"), (("-h",), "not a user certificate")]
)
def test_a_certificate_that_cannot_be_used_is_explained(certified, words, why):
    sign(certified, *words)
    with sshd(certified) as server:
        with pytest.raises(LoginError, match=why) as caught:
            log_in(server, key_file=certified / "user")
        assert "userauth" not in server.log
    assert "new one" in caught.value.to_do


@pytest.mark.parametrize("content", ["", "junk", "ssh-ed25519 AAAA", "\x1b[2J"])
def test_what_is_no_certificate_is_explained(certified, content):
    (certified / "user-cert.pub").write_text(content, encoding="utf-8")
    with sshd(certified) as server, pytest.raises(LoginError, match="not an OpenSSH certificate"):
        log_in(server, key_file=certified / "user")


def test_a_certificate_of_another_key_is_explained(certified):
    new_key(certified / "other")
    sign(certified, key="other")
    (certified / "other-cert.pub").replace(certified / "user-cert.pub")
    with sshd(certified) as server, pytest.raises(LoginError, match="belongs to another key"):
        log_in(server, key_file=certified / "user")


def test_a_plain_public_key_named_as_a_certificate_is_explained(certified):
    shutil.copy(certified / "user.pub", certified / "user-cert.pub")
    with sshd(certified) as server, pytest.raises(LoginError, match="not a user certificate"):
        log_in(server, key_file=certified / "user")

"""Through a proxy: a real SOCKS server, and a jump through OpenSSH's own server."""

import pickle
import socket
import threading
import time
from getpass import getuser

import pytest

from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect, fetch_host_keys
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.connection.proxy import JumpHost, SocksProxy
from support.socks_proxy import SocksServer
from support.sshd import new_key, sshd

NAME = "store.only-the-proxy-knows.example"
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))


def at(server, host=NAME, port=22, **changes):
    fields = {"folder": "district", "host_keys": (server.fingerprint,)} | changes
    return Server(host, port, server.user, **fields)


def test_a_line_through_socks_asks_the_proxy_for_the_name(serve, root):
    server = serve()
    with SocksServer({NAME: server.port}) as proxy:
        way = SocksProxy("127.0.0.1", proxy.port)
        (key,) = fetch_host_keys(NAME, 22, 5, proxy=way)
        assert key.fingerprint == server.fingerprint
        with connect(at(server), Login(PASSWORD), 5, proxy=way) as connection:
            connection.sftp().write("district/x", [b"x" * 100_000])
        assert set(proxy.wanted) == {(NAME, 22)}
    assert (root / "x").stat().st_size == 100_000


def test_a_socks_proxy_may_want_a_password(serve):
    server = serve()
    with SocksServer({NAME: server.port}, login=("district", "let me out")) as proxy:
        way = SocksProxy("127.0.0.1", proxy.port, "district", "let me out")
        with connect(at(server), Login(PASSWORD), 5, proxy=way) as connection:
            assert connection.folder().names() == []


@pytest.mark.parametrize(("user", "password"), [("district", "wrong secret"), ("", "")])
def test_a_socks_proxy_that_knows_nobody_is_a_login_error(serve, user, password):
    server = serve()
    with SocksServer({NAME: server.port}, login=("district", "let me out")) as proxy:
        way = SocksProxy("127.0.0.1", proxy.port, user, password)
        with pytest.raises(LoginError, match="does not let you through") as caught:
            connect(at(server), Login(PASSWORD), 5, proxy=way)
        assert proxy.wanted == []
    assert "wrong secret" not in caught.value.sentence


@pytest.mark.parametrize("reply", [1, 2, 3, 4, 5])
def test_a_socks_proxy_that_cannot_is_a_transfer_error(serve, reply):
    server = serve()
    with (
        SocksServer({NAME: server.port}, reply=reply) as proxy,
        pytest.raises(TransferError, match=f"could not connect to {NAME}:22") as caught,
    ):
        connect(at(server), Login(PASSWORD), 5, proxy=SocksProxy("127.0.0.1", proxy.port))
    assert "administrator" in caught.value.to_do


def test_no_proxy_and_a_silent_one_and_what_is_none(serve):
    server = serve()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(TransferError, match="there is no proxy"):
        fetch_host_keys(NAME, 22, 5, proxy=SocksProxy("127.0.0.1", port))
    begun = time.monotonic()
    with SocksServer({}) as proxy:
        proxy.silent = True
        with pytest.raises(TransferError, match="in time"):
            fetch_host_keys(NAME, 22, 0.5, proxy=SocksProxy("127.0.0.1", proxy.port))
    assert time.monotonic() - begun < 4
    with pytest.raises(TransferError, match="could not connect"):
        fetch_host_keys(NAME, 22, 5, proxy=SocksProxy("127.0.0.1", server.port))


def test_a_proxys_password_is_not_in_what_it_says_of_itself():
    way = SocksProxy("proxy", 1080, "district", "let me out")
    assert "let me out" not in repr(way) + str(way)
    with pytest.raises(TypeError):
        pickle.dumps(way)


@pytest.fixture
def jump(tmp_path):
    new_key(tmp_path / "user")
    (tmp_path / "authorized").write_bytes((tmp_path / "user.pub").read_bytes())
    with sshd(tmp_path) as running:
        yield running


def through(jump, **changes):
    fields = {
        "key_file": jump.folder / "user",
        "host_keys": (jump.fingerprint("ed25519"),),
    } | changes
    return JumpHost(Server("127.0.0.1", jump.port, getuser(), **fields), Login())


def test_a_jump_leads_to_the_server_and_ends_with_the_connection(serve, jump, root):
    server = serve()
    way = through(jump)
    (key,) = fetch_host_keys("127.0.0.1", server.port, 5, proxy=way)
    assert key.fingerprint == server.fingerprint
    with connect(at(server, "127.0.0.1", server.port), Login(PASSWORD), 5, proxy=way) as connection:
        connection.sftp().write("district/x", [b"x" * 3_000_000])
        assert connection.host_key.fingerprint == server.fingerprint
    assert (root / "x").stat().st_size == 3_000_000
    said = ""
    while "Closing connection to 127.0.0.1" not in said and "Connection closed by" not in said:
        said = jump.log.split("Accepted publickey")[-1]


def test_a_jump_through_openssh_to_openssh(jump, tmp_path):
    server = Server(
        "localhost",
        jump.port,
        getuser(),
        str(tmp_path),
        key_file=jump.folder / "user",
        host_keys=(jump.fingerprint("ed25519"),),
    )
    with connect(server, timeout=5, proxy=through(jump)) as connection:
        assert "authorized" in connection.folder().names()


def test_a_jump_host_that_is_not_the_confirmed_one_hears_nothing(serve, jump):
    server = serve()
    with pytest.raises(UnknownServerError, match="On the way to SecureStor") as caught:
        connect(at(server), Login(PASSWORD), 5, proxy=through(jump, host_keys=("SHA256:" + "A" * 43,)))
    assert caught.value.shown == (jump.fingerprint("ed25519"),)
    assert "--proxy-host-key" in caught.value.to_do
    assert "userauth" not in jump.log
    with pytest.raises(UnknownServerError, match="On the way"):
        fetch_host_keys(NAME, 22, 5, proxy=through(jump, host_keys=()))
    assert server.auth_attempts == 0


def test_a_jump_host_that_lets_nobody_in_is_a_login_error_of_its_own(jump, tmp_path):
    with pytest.raises(LoginError, match="On the way to SecureStor") as caught:
        fetch_host_keys(NAME, 22, 5, proxy=through(jump, key_file=new_key(tmp_path / "stranger")))
    assert "securestor.proxy" in caught.value.to_do


def test_another_key_behind_the_jump_is_refused(serve, jump):
    server = serve()
    with pytest.raises(UnknownServerError, match="shows"):
        connect(
            at(server, "127.0.0.1", server.port, host_keys=("SHA256:" + "A" * 43,)),
            Login(PASSWORD),
            5,
            proxy=through(jump),
        )
    assert server.auth_attempts == 0


def test_what_a_jump_cannot_reach_is_a_transfer_error(jump):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for host, where in (("127.0.0.1", port), ("no-such-host.invalid", 22)):
        with pytest.raises(TransferError, match="reach SecureStor"):
            fetch_host_keys(host, where, 5, proxy=through(jump))


def test_a_jump_that_forbids_it_is_a_transfer_error(serve, tmp_path):
    server = serve()
    new_key(tmp_path / "user")
    (tmp_path / "authorized").write_bytes((tmp_path / "user.pub").read_bytes())
    with sshd(tmp_path, "AllowTcpForwarding no") as strict, pytest.raises(TransferError, match="prohibited"):
        fetch_host_keys("127.0.0.1", server.port, 5, proxy=through(strict))


def test_closing_from_another_thread_ends_a_transfer_through_a_jump_at_once(serve, jump):
    server = serve()
    connection = connect(at(server, "127.0.0.1", server.port), Login(PASSWORD), 5, proxy=through(jump))
    sftp, data = connection.sftp(), [b"x" * 5_000_000] * 1_000
    begun = time.monotonic()
    threading.Timer(0.2, connection.close).start()
    with pytest.raises(TransferError):
        sftp.write("district/x", data)
    assert time.monotonic() - begun < 4
    connection.close()

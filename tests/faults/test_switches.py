"""The servers misbehave as they are told, and otherwise not at all."""

import socket
import subprocess
from contextlib import suppress

import paramiko
import pytest
from paramiko.sftp import SFTP_FAILURE

from faults.embedded import FaultyServer
from faults.servers import SERVERS, Embedded
from faults.switches import At, Faults

GONE = (EOFError, OSError, paramiko.SSHException)
NAMES = pytest.mark.parametrize("called", SERVERS)


@pytest.fixture
def opened(tmp_path):
    """Starts a server with its faults and returns it with a plain SFTP client of paramiko's."""
    open_ones = []

    def make(called, faults=None):
        server = SERVERS[called](tmp_path / "server", faults or Faults())
        open_ones.append(server)
        server.start()
        (server.root / "users.csv").write_bytes(b"old")
        transport = paramiko.Transport(("127.0.0.1", server.port))
        open_ones.append(transport)
        transport.connect(username=server.user, pkey=paramiko.PKey.from_path(server.key))
        sftp = paramiko.SFTPClient.from_transport(transport)  # noqa: TID251 - not what is tested
        sftp.get_channel().settimeout(5)
        sftp.chdir(server.folder)
        return server, sftp

    yield make
    for each in reversed(open_ones):
        each.close()


def store(sftp, name, data=b"new"):
    with sftp.open(name, "wb") as file:
        file.set_pipelined(False)
        file.write(data)


def shut(sftp, name):
    """Close a file and look at the answer, which paramiko's own `close` does not."""
    file = sftp.open(name, "wb")
    file._closed = True
    sftp._request(paramiko.sftp.CMD_CLOSE, file.handle)


@NAMES
def test_without_faults_everything_works(opened, called):
    server, sftp = opened(called)
    store(sftp, "a")
    sftp.posix_rename("a", "users.csv")
    assert (server.root / "users.csv").read_bytes() == b"new"
    assert sftp.listdir() == ["users.csv"]


@NAMES
def test_a_read_only_folder_refuses_every_change(opened, called):
    _, sftp = opened(called, Faults(read_only=True))
    for change in (
        lambda: store(sftp, "a"),
        lambda: sftp.remove("users.csv"),
        lambda: sftp.rename("users.csv", "a"),
        lambda: sftp.mkdir("b"),
    ):
        with pytest.raises(PermissionError):
            change()
    assert sftp.open("users.csv").read() == b"old"


@NAMES
@pytest.mark.parametrize(("denied", "change"), [("rename", "rename"), ("remove", "remove")])
def test_a_denied_operation_is_refused_and_no_other(opened, called, denied, change):
    server, sftp = opened(called, Faults(denied=frozenset({denied})))
    store(sftp, "a")
    with pytest.raises(PermissionError):
        getattr(sftp, change)(*(["a", "b"] if change == "rename" else ["a"]))
    assert (server.root / "a").exists()


@pytest.mark.parametrize("change", ["remove", "rename", "posix_rename"])
def test_an_open_file_is_locked_until_it_is_closed(opened, change):
    server, sftp = opened("embedded", Faults(locks=True))
    names = ["users.csv"] if change == "remove" else ["users.csv", "b"]
    with sftp.open("users.csv"), pytest.raises(PermissionError):
        getattr(sftp, change)(*names)
    assert (server.root / "users.csv").exists()
    sftp.listdir()  # paramiko waits for no answer to a CLOSE
    getattr(sftp, change)(*names)
    assert not (server.root / "users.csv").exists()


@NAMES
def test_a_file_may_not_grow_over_the_quota(opened, called):
    _, sftp = opened(called, Faults(quota=50_000))
    store(sftp, "a", b"x" * 40_000)
    with pytest.raises(OSError, match="Failure"):
        store(sftp, "b", b"x" * 60_000)


@NAMES
def test_a_full_disk_takes_no_more_until_there_is_room(opened, called):
    server, sftp = opened(called, Faults(room=100_000))
    with pytest.raises(OSError, match="Failure"):
        store(sftp, "a", b"x" * 200_000)
    server.change(Faults())
    store(sftp, "a", b"x" * 200_000)
    assert (server.root / "a").stat().st_size == 200_000


@NAMES
def test_a_name_may_not_be_longer_than_allowed(opened, called):
    server, sftp = opened(called, Faults(longest_name=20))
    store(sftp, "a" * 20)
    with pytest.raises(OSError, match=r"Failure|Bad message"):
        store(sftp, "a" * 21)
    assert {path.name for path in server.root.iterdir()} == {"users.csv", "a" * 20}


@NAMES
def test_a_connection_has_so_many_sessions(opened, called):
    _, sftp = opened(called, Faults(sessions=1))
    with pytest.raises(paramiko.ChannelException):
        sftp.get_channel().get_transport().open_session(timeout=5)


@NAMES
def test_a_killed_server_is_gone_at_once_and_comes_back(opened, called):
    server, sftp = opened(called)
    server.kill()
    with pytest.raises(GONE):
        sftp.listdir()
    server.start()
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        assert sock.recv(4) == b"SSH-"


@NAMES
def test_the_user_may_be_shut_out_and_the_key_changed(opened, called):
    server, _ = opened(called)
    first = server.fingerprint
    server.rekey()
    assert server.fingerprint != first
    server.admit(known=False)
    transport = paramiko.Transport(("127.0.0.1", server.port))
    with pytest.raises(paramiko.AuthenticationException):
        transport.connect(username=server.user, pkey=paramiko.PKey.from_path(server.key))
    transport.close()
    server.restore_key()
    assert server.fingerprint == first


@pytest.mark.parametrize("kind", ["open", "write", "close", "stat", "rename", "remove", "opendir"])
def test_the_nth_operation_of_a_kind_is_refused(opened, kind):
    server, sftp = opened("embedded")
    server.change(Faults(at=(At(kind, 2, SFTP_FAILURE),)))
    do = {
        "open": lambda name: sftp.open(name, "wb").close(),
        "write": lambda name: store(sftp, name),
        "stat": lambda name: sftp.stat("users.csv"),
        "rename": lambda name: (store(sftp, name), sftp.rename(name, name + "2")),
        "remove": lambda name: (store(sftp, name), sftp.remove(name)),
        "opendir": lambda name: sftp.listdir(),
        "close": lambda name: shut(sftp, name),
    }[kind]
    do("a")
    with pytest.raises(OSError, match="Failure"):
        do("b")


def test_the_connection_ends_at_the_nth_operation_of_any_kind(opened):
    server, sftp = opened("embedded")
    seen = []
    server.change(
        Faults(at=(At(number=3, cuts=True, act=lambda: seen.append(server.running.operations[-1])),))
    )
    sftp.stat("users.csv")
    sftp.stat("users.csv")
    with pytest.raises(GONE):
        sftp.remove("users.csv")
    assert seen == ["remove"]
    assert (server.root / "users.csv").exists()


def test_no_answer_comes_to_the_nth_operation(opened):
    _, sftp = opened("embedded", Faults(at=(At("remove", stalls=True),)))
    sftp.get_channel().settimeout(0.3)
    with pytest.raises(TimeoutError):
        sftp.remove("users.csv")


def test_a_written_byte_is_stored_wrong_and_acknowledged(opened):
    server, sftp = opened("embedded", Faults(at=(At("write", corrupts=True),)))
    store(sftp, "a", b"abc")
    assert (server.root / "a").read_bytes() == b"`bc"


def test_a_connection_is_closed_after_so_many_written_files(opened):
    server, sftp = opened("embedded", Faults(files=2))
    sftp.open("users.csv").close()
    store(sftp, "a")
    with suppress(*GONE):
        store(sftp, "b")
    with pytest.raises(GONE):
        sftp.listdir()
    assert (server.root / "b").read_bytes() == b"new"


def test_the_servers_clock_is_wrong(opened):
    _, sftp = opened("embedded", Faults(clock=22 * 365 * 86_400))
    assert sftp.stat("users.csv").st_mtime > 2_300_000_000


def test_room_is_told_as_statvfs_counts_it(tmp_path):
    from dde_tui.securestor.connection.connect import connect

    with (
        Embedded(tmp_path / "server", Faults(room=1 << 20)) as server,
        connect(server.server()) as connection,
    ):
        assert connection.sftp().free_bytes(server.folder) == 1 << 20


def test_the_embedded_server_listens_on_loopback_alone(tmp_path):
    with FaultyServer(tmp_path, password="x") as server:
        with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"
        others = subprocess.run(
            ["hostname", "-I"], capture_output=True, text=True, check=False
        ).stdout.split()
        for address in [*others, "127.0.0.2"]:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with socket.socket(family) as sock:
                sock.settimeout(1)
                assert sock.connect_ex((address, server.port)) != 0, address


def test_two_embedded_servers_never_share_a_key_and_send_without_delay(tmp_path):
    with FaultyServer(tmp_path, password="x") as one, FaultyServer(tmp_path, password="x") as other:
        assert one.fingerprint != other.fingerprint
        with paramiko.Transport(("127.0.0.1", one.port)) as transport:
            transport.connect(username="district", password="x")
            (served,) = one._transports
            assert served.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

"""The same sending against both servers; OpenSSH's is the one most of the world runs, and the stricter one."""

from dataclasses import replace

import pytest

from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.outgoing import Transfer
from dde_tui.securestor.sftp.packets import Extension
from dde_tui.securestor.transfer.remote_state import already_there
from dde_tui.securestor.transfer.send_set import send_files
from faults.servers import OpenSsh


@pytest.fixture
def openssh(tmp_path):
    with OpenSsh(tmp_path / "server") as server:
        yield server


def test_a_set_replaces_another(district_server, log_in, outgoing):
    connection = log_in(district_server)
    assert connection.negotiated["cipher"] == "aes256-gcm@openssh.com"
    for version in (1, 2):
        files = outgoing(version, 5_000_000)
        assert not already_there(connection, files)
        send_files(connection, Transfer(files), before_publish=lambda sent: None)
        assert already_there(connection, files)
    assert {path.name: path.read_bytes() for path in district_server.root.iterdir()} == {
        file.name: b"".join(file.chunks(1 << 20)) for file in files
    }


def test_what_openssh_offers_is_understood(openssh, log_in):
    sftp = log_in(openssh).sftp()
    assert {Extension.POSIX_RENAME, Extension.FSYNC, Extension.STATVFS} <= set(sftp.extensions)
    assert sftp.free_bytes(openssh.folder) > 0


def test_a_folder_works_the_same(district_server, log_in):
    folder = log_in(district_server).folder()
    folder.make("dde/receipts")
    folder.write_new("dde/receipts/1.json", b"{}")
    assert (folder.names("dde/receipts"), folder.read("dde/receipts/1.json")) == (["1.json"], b"{}")
    with pytest.raises(TransferError, match="already exists"):
        folder.write_new("dde/receipts/1.json", b"other")
    with pytest.raises(TransferError, match="no such file or folder"):
        folder.names("dde/reviews")


def test_a_taken_name_is_refused_by_the_plain_rename(district_server, log_in):
    sftp, folder, root = log_in(district_server).sftp(), district_server.folder, district_server.root
    for name in ("a", "b"):
        (root / name).write_bytes(name.encode())
    with pytest.raises(TransferError):
        sftp.rename(f"{folder}/a", f"{folder}/b")
    assert (root / "b").read_bytes() == b"b"


def test_an_unknown_key_is_refused(district_server, tmp_path):
    make_key(tmp_path / "stranger")
    server = district_server.server()
    with pytest.raises(LoginError, match="the key file"):
        connect(replace(server, key_file=tmp_path / "stranger"))
    with pytest.raises(LoginError, match=r"the password.* publickey"):
        connect(replace(server, key_file=None), Login("x"))


def test_another_host_key_is_refused(district_server):
    with pytest.raises(UnknownServerError):
        connect(replace(district_server.server(), host_keys=("SHA256:" + "A" * 43,)))


def test_a_killed_server_comes_back(district_server, log_in):
    connection = log_in(district_server)
    connection.folder().names()
    district_server.kill()
    with pytest.raises(TransferError):
        connection.folder().names()
    district_server.start()
    assert log_in(district_server).folder().names() == []

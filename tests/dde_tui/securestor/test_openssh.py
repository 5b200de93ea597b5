"""The same sending against the server most of the world runs: stricter than both embedded ones."""

import os
import socket
import subprocess
import time
from dataclasses import replace
from getpass import getuser
from pathlib import Path

import pytest

from dde_tui.errors import LoginError, TransferError, UnknownServerError
from dde_tui.securestor.connecting import connect, fetch_host_key
from dde_tui.securestor.connection import Server
from dde_tui.securestor.identity.hostkeys import parse_fingerprint
from dde_tui.securestor.login.proofs import Login
from dde_tui.securestor.protocol.wire import Extension
from dde_tui.securestor.sending import send_files
from dde_tui.securestor.standing import already_there
from machine import program


@pytest.fixture(scope="module")
def sshd(tmp_path_factory):
    """A server of this user's own on a free port, with throw-away keys."""
    server = program("sshd")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "user", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "config").write_text(
        f"""\
ListenAddress 127.0.0.1:{port}
HostKey {folder / "host"}
PidFile none
AuthorizedKeysFile {folder / "user.pub"}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin yes
Subsystem sftp internal-sftp
""",
        encoding="utf-8",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([server, "-D", "-e", "-f", folder / "config"], stderr=log)
    try:
        for _ in range(100):
            try:
                fetch_host_key("127.0.0.1", port, 5)
                break
            except TransferError:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.05)
        yield folder, port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def server(sshd, root):
    folder, port = sshd
    listed = subprocess.run(
        ["ssh-keygen", "-l", "-f", folder / "host.pub"], capture_output=True, text=True, check=True
    )
    return Server(
        "127.0.0.1",
        port,
        getuser(),
        str(root),
        key_file=folder / "user",
        host_keys=(parse_fingerprint(listed.stdout),),
    )


def test_a_set_replaces_another_with_posix_rename_and_fsync(server, root, outgoing):
    with connect(server) as connection:
        offered = connection.sftp().extensions
        assert {Extension.POSIX_RENAME, Extension.FSYNC, Extension.STATVFS} <= set(offered)
        assert connection.sftp().free_bytes(str(root)) > 0
        assert connection.negotiated["cipher"] == "aes256-gcm@openssh.com"
        for version in (1, 2):
            files = outgoing(version, 5_000_000)
            assert not already_there(connection, files)
            send_files(connection, files, before_publish=lambda sent: None)
            assert already_there(connection, files)
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {
        f.name: b"".join(f.chunks(1 << 20)) for f in files
    }


def test_a_folder_works_the_same(server, root):
    with connect(server) as connection:
        folder = connection.folder()
        folder.make("dde/receipts")
        folder.write_new("dde/receipts/1.json", b"{}")
        assert (folder.names("dde/receipts"), folder.read("dde/receipts/1.json")) == (["1.json"], b"{}")
        with pytest.raises(TransferError, match="there already"):
            folder.write_new("dde/receipts/1.json", b"other")
        with pytest.raises(TransferError, match="no such file or folder"):
            folder.names("dde/reviews")


def test_a_taken_name_is_refused_by_the_plain_rename(server, root):
    with connect(server) as connection:
        sftp = connection.sftp()
        sftp.write(f"{root}/a", [b"a"])
        sftp.write(f"{root}/b", [b"b"])
        with pytest.raises(TransferError):
            sftp.rename(f"{root}/a", f"{root}/b")
    assert (root / "b").read_bytes() == b"b"


def test_an_unknown_key_is_refused(server, sshd):
    folder, _ = sshd
    stranger = Server(
        server.host, server.port, server.user, server.folder, folder / "stranger", host_keys=server.host_keys
    )
    with pytest.raises(LoginError, match="the key file"):
        connect(stranger)
    with pytest.raises(LoginError, match=r"the password.* publickey"):
        connect(replace(server, key_file=None), Login("x"))


def test_another_host_key_is_refused(server):
    with pytest.raises(UnknownServerError):
        connect(
            Server(
                server.host,
                server.port,
                server.user,
                key_file=server.key_file,
                host_keys=("SHA256:" + "A" * 43,),
            )
        )

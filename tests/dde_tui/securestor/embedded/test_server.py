import os
import subprocess
import threading
from contextlib import suppress

import paramiko
import pytest

from dde_tui.errors import LoginError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.faults import RefusedError
from support.machine import program

PASSWORD = "correct horse"


def test_it_stops_quickly_and_leaves_no_thread(root):
    before = set(threading.enumerate())
    with EmbeddedServer(root, password=PASSWORD) as server:
        where = Server("127.0.0.1", server.port, "district", host_keys=(server.fingerprint,))
        with connect(where, Login(PASSWORD), 5) as connection:
            connection.folder().write_new("a", b"x")
            server.stop()
            with pytest.raises(Exception, match="was lost"):
                connection.folder().names()
    for thread in set(threading.enumerate()) - before:
        thread.join(2)
        assert not thread.is_alive()


def test_it_can_be_started_again(serve, log_in):
    server = serve()
    server.stop()
    server.start()
    assert log_in(server).folder().names() == []


def test_another_user_is_not_let_in(serve):
    server = serve()
    where = Server("127.0.0.1", server.port, "somebody", host_keys=(server.fingerprint,))
    with pytest.raises(LoginError):
        connect(where, Login(PASSWORD), 5)


def test_an_empty_password_opens_nothing_where_none_was_set(serve):
    server = serve(authorized_keys=["ssh-ed25519 AAAA"])
    where = Server("127.0.0.1", server.port, "district", host_keys=(server.fingerprint,))
    with pytest.raises(LoginError):
        connect(where, Login(""), 5)


@pytest.mark.parametrize("path", ["../../secret", "/../secret", "district/../../../secret", "a\\..\\secret"])
def test_a_path_never_leaves_the_root(serve, log_in, root, tmp_path, path):
    (tmp_path / "secret").write_bytes(b"secret")
    sftp = log_in(serve()).sftp()
    with pytest.raises(RefusedError):
        b"".join(sftp.chunks(path, 6))
    with suppress(RefusedError):
        sftp.write(path, [b"overwritten"])
    assert (tmp_path / "secret").read_bytes() == b"secret"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_never_leaves_the_root_and_can_be_removed(serve, log_in, root, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "file").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to(tmp_path)
    sftp = log_in(serve()).sftp()
    for path in ("district/file", "district/up/secret"):
        with pytest.raises(RefusedError):
            b"".join(sftp.chunks(path, 6))
        with pytest.raises(RefusedError):
            sftp.write(path, [b"overwritten"])
        with pytest.raises(RefusedError):
            sftp.stat(path)
    sftp.remove("district/file")
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_it_offers_posix_rename_and_renames_without_it_refuse_a_taken_name(serve, log_in, root):
    sftp = log_in(serve()).sftp()
    assert "posix-rename@openssh.com" in sftp.extensions
    sftp.write("district/a", [b"a"])
    sftp.write("district/b", [b"b"])
    with pytest.raises(RefusedError):
        sftp.rename("district/a", "district/b")
    sftp.replace("district/a", "district/b")
    assert {path.name: path.read_bytes() for path in root.iterdir()} == {"b": b"a"}


def test_paramikos_own_client_can_use_it(serve, root):
    server = serve()
    with paramiko.Transport(("127.0.0.1", server.port)) as transport:
        transport.connect(username="district", password=PASSWORD)
        client = paramiko.SFTPClient.from_transport(transport)  # noqa: TID251 - somebody else's client
        client.mkdir("district/sub")
        with client.open("district/sub/x", "w") as file:
            file.write("hello")
        assert client.stat("district/sub/x").st_size == 5
        assert client.listdir("district") == ["sub"]
        client.posix_rename("district/sub/x", "district/y")
        client.rmdir("district/sub")
        client.close()
    assert (root / "y").read_bytes() == b"hello"


def test_openssh_talks_to_it(serve, root, tmp_path):
    program("sftp")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    server = serve(authorized_keys=[key.with_suffix(".pub").read_text()])
    (tmp_path / "source").write_bytes(b"x" * 100_000)
    batch = f"put {tmp_path / 'source'} district/target\nls -l district\nbye\n"
    options = ["StrictHostKeyChecking=no", f"UserKnownHostsFile={tmp_path / 'known'}", "IdentitiesOnly=yes"]
    ran = subprocess.run(
        [
            "sftp",
            "-q",
            "-F",
            "none",
            *[part for option in options for part in ("-o", option)],
            "-i",
            key,
            "-P",
            str(server.port),
            "-b",
            "-",
            "district@127.0.0.1",
        ],
        input=batch,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (root / "target").read_bytes() == b"x" * 100_000

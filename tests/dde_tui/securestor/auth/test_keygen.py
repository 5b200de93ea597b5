"""A new key pair: only its owner reads it, and it lets its owner in."""

import os
import stat

import pytest

from dde_tui.errors import DiskError
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.auth.methods import load_key
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server


def test_the_public_line_belongs_to_the_private_key(tmp_path):
    kind, blob = make_key(tmp_path / "id").split()
    key = load_key(tmp_path / "id", None)
    assert (kind, blob) == ("ssh-ed25519", key.get_base64())


def test_two_keys_are_never_the_same(tmp_path):
    assert make_key(tmp_path / "a") != make_key(tmp_path / "b")


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are POSIX's")
def test_only_the_owner_can_read_it(tmp_path):
    make_key(tmp_path / "id")
    assert stat.S_IMODE((tmp_path / "id").stat().st_mode) == 0o600


def test_a_key_that_is_there_is_never_written_over(tmp_path):
    make_key(tmp_path / "id")
    before = (tmp_path / "id").read_bytes()
    with pytest.raises(DiskError, match="File exists"):
        make_key(tmp_path / "id")
    assert (tmp_path / "id").read_bytes() == before


def test_a_folder_that_is_not_there_is_the_disks_trouble(tmp_path):
    with pytest.raises(DiskError):
        make_key(tmp_path / "none" / "id")


def test_the_pair_logs_in(tmp_path, root, serve):
    server = serve(authorized_keys=(make_key(tmp_path / "id"),))
    where = Server(
        "127.0.0.1",
        server.port,
        server.user,
        "district",
        key_file=tmp_path / "id",
        host_keys=(server.fingerprint,),
    )
    with connect(where) as connection:
        assert connection.folder().names() == []

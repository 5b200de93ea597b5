"""What stands in place of a file, a pipe or a device or an endless one, is refused at once."""

import os

import pytest

from checks.errors import ProfileError, WaiverError
from checks.regular_file import open_regular, read_regular
from checks.rules.choices import load_profile
from checks.waivers import read_waivers
from dde_tui.build.recipe import load_recipe
from dde_tui.errors import DiskError, LoginError, SettingsError
from dde_tui.securestor.auth.key_file import load_key
from dde_tui.securestor.ssh.known_hosts import read_known_hosts
from dde_tui.workspace.secrets import read_credential
from dde_tui.workspace.settings import load_settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipe or device in a folder")


@pytest.fixture(params=["a pipe", "a device", "a folder", "an endless file"])
def strange(request, tmp_path):
    """Something that is not the file it is taken for."""
    path = tmp_path / "strange.toml"
    if request.param == "a pipe":
        os.mkfifo(path, 0o600)
    elif request.param == "a device":
        path.symlink_to("/dev/zero")
    elif request.param == "a folder":
        path.mkdir(0o700)
    else:
        path.touch(0o600)
        os.truncate(path, 10**11)  # a sparse file: it takes no place
    return path


READERS = {
    "profile": (lambda path: load_profile(str(path)), ProfileError),
    "waivers": (read_waivers, WaiverError),
    "recipe": (load_recipe, SettingsError),
    "settings": (load_settings, DiskError),
    "private key": (lambda path: load_key(path, None), LoginError),
}


@pytest.mark.parametrize("what", READERS)
def test_it_is_refused_in_a_sentence_wherever_a_person_s_file_is_read(what, strange):
    read, kind = READERS[what]
    with pytest.raises(kind) as caught:
        read(strange)
    assert caught.value.sentence.isprintable()


def test_a_file_of_known_hosts_that_is_none_counts_as_empty(strange):
    assert read_known_hosts([strange]).lines == ()


def test_a_credential_that_is_an_endless_file_is_not_read(tmp_path):
    path = tmp_path / "secret"
    path.touch(0o600)
    os.truncate(path, 10**11)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_credential("secret", {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_pipe_put_in_place_of_a_file_while_it_is_opened_is_refused(tmp_path, monkeypatch):
    """The file is looked at again when it is open: what was seen before may have been replaced."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"x")
    seen = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(os, "stat", lambda *_args, **_named: seen)
    with pytest.raises(OSError, match="it is a pipe, not a file"), open_regular(path):
        pass


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"x" * 100)
    with pytest.raises(OSError, match="it is larger than 99 bytes"):
        read_regular(path, 99)
    assert read_regular(path, 100) == b"x" * 100

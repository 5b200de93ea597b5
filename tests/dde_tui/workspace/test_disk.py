import os
import sys

import pytest

from dde_tui.errors import DiskError
from dde_tui.workspace.disk import private_folder, replace_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_who_has_the_old_file_open_still_reads_the_old_bytes(tmp_path):
    if sys.platform == "win32":
        pytest.skip("Windows refuses to replace an open file")
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        replace_file(path, b"new")
        assert reader.read() == b"old"


def test_what_cannot_be_replaced_is_told_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "file" / "inside").mkdir(parents=True)
    with pytest.raises(DiskError, match="file cannot be used"):
        replace_file(tmp_path / "file", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@posix
def test_a_file_that_others_could_read_is_closed_to_them_when_it_is_written(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o644)
    replace_file(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o600


@posix
def test_a_private_folder_is_closed_to_others(tmp_path):
    os.umask(os.umask(0o022))
    private_folder(tmp_path / "private")
    private_folder(tmp_path / "private")
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700


def test_a_private_folder_cannot_stand_where_a_file_is(tmp_path):
    (tmp_path / "private").write_bytes(b"")
    with pytest.raises(DiskError):
        private_folder(tmp_path / "private")

"""Who may have written a file, and who may read it: from its owner, its rights and those of its folder."""

import os
import stat
import sys
from pathlib import Path, PurePosixPath

import pytest

from dde_tui.workspace.files.permissions import (
    Account,
    changeable_by_others,
    closing_command,
    exposure,
    makes_private_folders,
    may_be_read_by_others,
    read_secret_file,
    this_account,
)

ME = Account(1000, own_group=1000)
OTHER = 1001


def state(mode: int, uid: int = 1000, gid: int = 1000) -> os.stat_result:
    return os.stat_result((mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("kind", "mode", "uid", "gid", "why"),
    [
        (stat.S_IFREG, 0o644, 1000, 1000, ""),
        (stat.S_IFREG, 0o664, 1000, 1000, ""),  # umask 002, and a group with one member
        (stat.S_IFDIR, 0o775, 1000, 50, "can be changed by a group of users"),
        (stat.S_IFREG, 0o666, 1000, 1000, "can be changed by every user of this computer"),
        (stat.S_IFDIR, 0o1777, 1000, 1000, "can be changed by every user of this computer"),
        (stat.S_IFREG, 0o600, OTHER, 1000, "belongs to another user of this computer"),
        (stat.S_IFDIR, 0o755, 0, 0, "belongs to another user of this computer"),  # root counts as another
        (stat.S_IFLNK, 0o777, 1000, 1000, ""),  # a link has no rights of its own
        (stat.S_IFLNK, 0o777, OTHER, 1000, "belongs to another user of this computer"),
    ],
)
def test_who_else_may_have_written_a_workspace(kind, mode, uid, gid, why):
    assert changeable_by_others(state(kind | mode, uid, gid), ME) == why


def test_a_group_without_a_name_is_no_group_of_ones_own():
    assert changeable_by_others(state(stat.S_IFREG | 0o660), Account(1000)) != ""


def test_windows_has_no_such_owner():
    assert changeable_by_others(state(stat.S_IFREG | 0o666, 0, 0), None) == ""
    assert exposure(state(stat.S_IFREG | 0o666, 0, 0), None) == ""


@pytest.mark.parametrize(
    ("mode", "uid", "group_may_read", "is_secret"),
    [
        (0o600, 1000, False, True),
        (0o400, 0, False, True),  # given by the system
        (0o600, OTHER, False, False),
        (0o640, 1000, False, False),
        (0o440, 0, True, True),
        (0o460, 0, True, False),
        (0o604, 1000, True, False),
    ],
)
def test_what_counts_as_secret(mode, uid, group_may_read, is_secret):
    why = exposure(state(stat.S_IFREG | mode, uid), ME, group_may_read=group_may_read)
    assert (why == "") == is_secret


def test_what_is_no_plain_file_is_no_secret():
    for kind in (stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK):
        assert exposure(state(kind | 0o600), ME) == "is not a plain file"


@pytest.mark.parametrize(
    ("platform", "version", "is_private"),
    [
        ("linux", (3, 11, 0), True),
        ("win32", (3, 11, 9), False),
        ("win32", (3, 11, 10), True),
        ("win32", (3, 12, 3), False),
        ("win32", (3, 12, 4), True),
        ("win32", (3, 13, 0), True),
        ("win32", (3, 14, 1), True),
    ],
)
def test_whether_a_folder_for_one_user_is_closed_to_others(platform, version, is_private):
    assert makes_private_folders(platform, version) == is_private


@pytest.mark.parametrize(
    ("folder", "platform", "version", "may_be_read"),
    [
        ("/rosters", "win32", (3, 11, 9), True),
        ("/rosters", "win32", (3, 13, 0), False),
        ("/home/pat/rosters", "win32", (3, 11, 9), False),
        ("/rosters", "linux", (3, 11, 0), False),
    ],
)
def test_where_a_warning_is_due_that_others_may_read_the_files(folder, platform, version, may_be_read):
    seen = may_be_read_by_others(PurePosixPath(folder), PurePosixPath("/home/pat"), platform, version)
    assert seen == may_be_read


posix = pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
root_only = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away"
)


@posix
def test_a_key_in_a_folder_that_others_may_change_is_refused(tmp_path):
    key = tmp_path / "key"
    key.write_bytes(b"secret")
    key.chmod(0o600)
    assert read_secret_file(key) == (b"secret", "")
    tmp_path.chmod(0o777)
    data, why = read_secret_file(key)
    assert (data, why) == (b"", "is in a folder that can be changed by every user of this computer")
    tmp_path.chmod(0o1777)  # as /tmp: others can't rename it
    assert read_secret_file(key) == (b"secret", "")


@root_only
def test_a_key_that_belongs_to_another_user_is_refused(tmp_path):
    key = tmp_path / "key"
    key.write_bytes(b"secret")
    key.chmod(0o600)
    os.chown(key, OTHER, OTHER)
    assert read_secret_file(key) == (b"", "belongs to another user of this computer")
    os.chown(key, 0, 0)
    os.chown(tmp_path, OTHER, OTHER)
    assert read_secret_file(key)[0] == b""
    os.chown(tmp_path, 0, 0)


@posix
def test_a_pipe_in_place_of_a_key_neither_hangs_nor_counts(tmp_path):
    os.mkfifo(tmp_path / "key", 0o600)
    with pytest.raises(OSError, match="it is a pipe, not a file"):
        read_secret_file(tmp_path / "key")


@posix
def test_the_account_is_the_one_that_runs_this():
    assert this_account().uid == os.geteuid()


def test_the_command_that_closes_a_folder_names_the_user_and_quotes_everything():
    command = closing_command(Path("D:/Schul Ämter"), {"USERDOMAIN": "BLUEBONNET", "USERNAME": "Pat Müller"})
    assert command == (
        'icacls "D:/Schul Ämter" /inheritance:r /grant:r "BLUEBONNET\\Pat Müller:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F"'
    ).replace("D:/Schul Ämter", str(Path("D:/Schul Ämter")))

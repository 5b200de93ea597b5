"""Who owns a file, and who else on this computer may read or change it, on POSIX and on Windows."""

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks.regular_file import LARGEST_TEXT, open_regular, read_at_most

ROOT = 0
_CLOSED_SINCE: dict[tuple[int, ...], tuple[int, ...]] = {(3, 11): (3, 11, 10), (3, 12): (3, 12, 4)}
"""Python releases whose `os.mkdir(mode=0o700)` keeps other users out on Windows; all from 3.13 on."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user who runs this, as far as the rights of files are concerned."""

    uid: int
    own_group: int | None = None
    """The group that only this user is in, as many Linux systems give each user one."""


@cache
def this_account() -> Account | None:
    """Return the user who runs this; None on Windows, where files have no owner in this sense."""
    if sys.platform == "win32":
        return None
    import grp
    import pwd

    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid)
        group = grp.getgrgid(user.pw_gid)
    except KeyError:  # a container may run under a number that has no name
        return Account(uid)
    is_own = group.gr_name == user.pw_name and {*group.gr_mem} <= {user.pw_name}
    return Account(uid, group.gr_gid if is_own else None)


def changeable_by_others(state: os.stat_result, me: Account | None) -> str:
    """Return why somebody else may have written this file or folder; "" if only this user could.

    The owner alone decides about rights, so another owner is enough. The rule for groups is the one of
    OpenSSH, but for the group that has one member only (`umask 002`).
    """
    if me is None:
        return ""
    if state.st_uid != me.uid:
        return "belongs to another user of this computer"
    if stat.S_ISLNK(state.st_mode):
        return ""
    if state.st_mode & stat.S_IWOTH:
        return "can be changed by every user of this computer"
    if state.st_mode & stat.S_IWGRP and state.st_gid != me.own_group:
        return "can be changed by a group of users"
    return ""


def read_secret_file(path: Path, *, group_may_read: bool = False) -> tuple[bytes, str]:
    """Read a key or a credential, and say why it is not secret.

    It is opened first and looked at then, so that nobody can exchange it in between.

    Args:
        path: the file; links are followed, since a key often is one.
        group_may_read: for a credential, which systemd shows to its service by a group's right to read.

    Returns:
        its bytes and ""; or no bytes and the reason for which it must not be used.

    Raises:
        OSError: it can't be opened or read.
    """
    with open_regular(path) as file:
        why = exposure(os.fstat(file.fileno()), this_account(), group_may_read=group_may_read)
        why = why or _exposure_of_folder(path.resolve().parent.stat(), this_account())
        return (b"", why) if why else (read_at_most(file, LARGEST_TEXT, path), "")


def exposure(state: os.stat_result, me: Account | None, *, group_may_read: bool = False) -> str:
    """Return why the file is not secret; "" if only this user, and the system, can read and change it."""
    if not stat.S_ISREG(state.st_mode):
        return "is not a plain file"
    if me is None:
        return ""
    if state.st_uid not in (me.uid, ROOT):
        return "belongs to another user of this computer"
    if state.st_mode & (stat.S_IRWXO | (stat.S_IWGRP if group_may_read else stat.S_IRWXG)):
        return "can be read or changed by others on this computer"
    return ""


def _exposure_of_folder(state: os.stat_result, me: Account | None) -> str:
    """As `changeable_by_others`, but the system's own folders count, and one where each has its own files."""
    if me is None or state.st_mode & stat.S_ISVTX:
        return ""
    if state.st_uid == ROOT:
        me = Account(ROOT, me.own_group)
    why = changeable_by_others(state, me)
    return f"is in a folder that {why}" if why else ""


def makes_private_folders(
    platform: str = sys.platform, version: tuple[int, ...] = sys.version_info[:3]
) -> bool:
    """Return whether a folder made for this user alone is closed to others, with all that is put into it.

    On POSIX it always is. On Windows Python sets the rights of such a folder since the releases in
    https://github.com/python/cpython/issues/118486; before, it had those of the folder around it.
    """
    return platform != "win32" or version >= _CLOSED_SINCE.get(version[:2], (3, 13))


def may_be_read_by_others(
    folder: Path,
    home: Path,
    platform: str = sys.platform,
    version: tuple[int, ...] = sys.version_info[:3],
) -> bool:
    """Return whether others may read what is written into this folder although it is made for one user.

    Only an older Python on Windows does that. Windows closes a user's own folder and all that is in it to
    others; elsewhere the rights are not looked up, so this may be said where nobody else can read.
    """
    return not makes_private_folders(platform, version) and not folder.is_relative_to(home)


def closing_command(folder: Path, environ: Mapping[str, str]) -> str:
    """Return the command that closes a folder on Windows to all but this user and the system itself.

    It reads the same in PowerShell and in cmd.exe. The system is named by its ID, since its name differs from
    language to language.
    """
    user = "\\".join(filter(None, (environ.get("USERDOMAIN"), environ.get("USERNAME", "YOU"))))
    grants = (f'"{user}:(OI)(CI)F"', '"*S-1-5-18:(OI)(CI)F"')
    return f'icacls "{folder}" /inheritance:r /grant:r {" ".join(grants)}'

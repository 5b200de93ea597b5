"""Gives a finished part its final name without a moment in which the last good file could be lost.

The ladder: a rename that replaces in one step, where the server offers it; a plain rename, where the name
is free; else the old file steps aside under a hidden name, and steps back if the new one can't take its
place. Nothing is deleted before the new file stands under its name.
"""

import re
from contextlib import suppress
from posixpath import join

from dde_tui.errors import TransferError
from dde_tui.securestor.protocol.sftp import Sftp
from dde_tui.securestor.protocol.wire import Extension

_PART = re.compile(r"\..+\.[0-9a-f]{16}\.dde-part")
_ASIDE = re.compile(r"\.(?P<name>.+)\.dde-prev")


def part_name(name: str, sha256: str) -> str:
    """Return the hidden name a file has on its way: keyed by content, so versions never mix."""
    return f".{name}.{sha256[:16]}.dde-part"


def publish(sftp: Sftp, folder: str, part: str, name: str) -> None:
    """Rename a part of this folder to its final name.

    Raises:
        TransferError: the server refuses; the old file stands under its name as before.
    """
    source, target = join(folder, part), join(folder, name)
    if Extension.POSIX_RENAME in sftp.extensions:
        sftp.replace(source, target)
        return
    if sftp.lstat(target) is None:
        sftp.rename(source, target)
        return
    aside = join(folder, f".{name}.dde-prev")
    sftp.rename(target, aside)
    try:
        sftp.rename(source, target)
    except BaseException:
        with suppress(TransferError):
            sftp.rename(aside, target)
        raise
    # The new file is in its place; a leftover of the old one is cleared by the next sending.
    with suppress(TransferError):
        sftp.remove(aside)


def clear_leftovers(sftp: Sftp, folder: str) -> None:
    """Finish what an interrupted sending left: parts are removed, a file that stepped aside steps back.

    Raises:
        TransferError: the folder can't be listed or changed.
    """
    names = set(sftp.names(folder))
    for name in sorted(names):
        path = join(folder, name)
        stepped_aside = _ASIDE.fullmatch(name)
        if stepped_aside and stepped_aside["name"] not in names:
            sftp.rename(path, join(folder, stepped_aside["name"]))
        elif stepped_aside or _PART.fullmatch(name):
            sftp.remove(path)

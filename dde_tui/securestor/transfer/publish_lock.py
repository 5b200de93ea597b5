"""Two computers that send to one folder take turns to rename: else CLI would get a mix of both sets."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from posixpath import join
from typing import Any

from checks.job import UNWATCHED, Job
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.remote_names import PART, SIGN
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.status import Status
from dde_tui.securestor.transfer.publish import remove

_LOOK_EVERY = 0.25  # seconds

_UNSIGNED = 3.0
"""Seconds after which whoever put up a sign without signing it is dead: the two are one round trip apart."""


@contextmanager
def publish_lock(
    sftp: SftpClient, folder: str, owner: str, *, patience: float, job: Job[Any] = UNWATCHED
) -> Iterator[None]:
    """Keep other computers from renaming in this folder while the block runs.

    A sign of our own that a killed run left is taken up at once. One of somebody else is waited for as long
    as a line may be silent, one that nobody signed a moment only; who left it then is dead, or will be
    refused: its parts are removed first.

    Args:
        sftp: the session.
        folder: the folder on the server.
        owner: eight hexadecimal digits of this workspace.
        patience: seconds that a sign of another computer is waited for.
        job: asked several times a second whether it was cancelled.

    Raises:
        CancelledError: the job was cancelled while waiting.
        TransferError: network or server failed.
    """
    path = join(folder, SIGN)
    holder, since = _put(sftp, path, owner), time.monotonic()
    while holder != owner:
        job.stop_if_cancelled("The transfer was stopped.")
        if time.monotonic() - since > (min(patience, _UNSIGNED) if holder == "" else patience):
            _clear(sftp, folder, owner)
            _put(sftp, path, owner)
            break
        time.sleep(_LOOK_EVERY)
        before, holder = holder, _put(sftp, path, owner)
        if holder != before:
            since = time.monotonic()
    try:
        yield
    finally:
        with suppress(TransferError):
            sftp.remove(path)


def _clear(sftp: SftpClient, folder: str, owner: str) -> None:
    with suppress(faults.RefusedError):  # a folder that may only be written to
        found = [(name, PART.fullmatch(name)) for name in sftp.names(folder)]
        remove(sftp, folder, [name for name, part in found if part and part["owner"] != owner])
    remove(sftp, folder, [SIGN])


def _put(sftp: SftpClient, path: str, owner: str) -> str | None:
    """Put up the sign; return whose sign stands there now, nothing where nobody has signed it yet.

    Where no sign can stand, nobody can wait for one: that counts as ours. None where nobody may tell.
    """
    try:
        sftp.make_file(path, owner.encode())
    except faults.RefusedError as error:
        holder = _holder(sftp, path)
        if holder is None and error.status in (Status.PERMISSION_DENIED, Status.OP_UNSUPPORTED):
            return owner
        return holder
    return owner


def _holder(sftp: SftpClient, path: str) -> str | None:
    """Return who put the sign up; None where there is none any more or nobody may read it."""
    try:
        with closing(sftp.chunks(path, 64)) as chunks:
            return b"".join(chunks).decode("ascii", "replace")
    except faults.RefusedError:
        return None

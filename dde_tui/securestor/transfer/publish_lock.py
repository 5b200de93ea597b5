"""An advisory lock for the renames: two computers that send to one folder would mix their sets."""

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
_TRIES = 3

_UNSIGNED = 3.0
"""Seconds after which an unsigned lock counts as stale: creating and signing are one round trip apart."""


@contextmanager
def publish_lock(
    sftp: SftpClient, folder: str, owner: str, *, patience: float, job: Job[Any] = UNWATCHED
) -> Iterator[None]:
    """Hold the advisory lock of this folder while the block runs.

    Our own lock from a killed run is taken over at once. Another computer's is waited for as long
    as a connection may be silent, an unsigned one only briefly; after that its owner is dead, or will be
    refused: its parts are removed first.

    Args:
        sftp: the session.
        folder: the folder on the server.
        owner: eight hexadecimal digits of this workspace.
        patience: seconds to wait for another computer's lock.
        job: polled several times a second for cancellation.

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
        _release(sftp, path)


def _release(sftp: SftpClient, path: str) -> None:
    """Remove the lock; a server on Windows refuses that in the moment in which another computer reads it."""
    with suppress(TransferError):
        for _ in range(_TRIES):
            try:
                sftp.remove(path)
            except faults.RefusedError as error:
                if error.status not in (Status.PERMISSION_DENIED, Status.FAILURE):
                    return
                time.sleep(_LOOK_EVERY)
            else:
                return


def _clear(sftp: SftpClient, folder: str, owner: str) -> None:
    with suppress(faults.RefusedError):  # a folder that may only be written to
        found = [(name, PART.fullmatch(name)) for name in sftp.names(folder)]
        remove(sftp, folder, [name for name, part in found if part and part["owner"] != owner])
    remove(sftp, folder, [SIGN])


def _put(sftp: SftpClient, path: str, owner: str) -> str | None:
    """Create the lock; return its owner, empty if it is not signed yet.

    If no lock can be created, nobody can wait for one, so it counts as ours. None if it can't be read.
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
    """Return the lock's owner; None if it is gone or can't be read."""
    try:
        with closing(sftp.chunks(path, 64)) as chunks:
            return b"".join(chunks).decode("ascii", "replace")
    except faults.RefusedError:
        return None

"""Two computers that send to one folder take turns to rename: else CLI would get a mix of both sets."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from posixpath import join

from checks.errors import CancelledError
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.names import PART, SIGN
from dde_tui.securestor.protocol.sftp import Cancelled, Sftp
from dde_tui.securestor.protocol.wire import Status
from dde_tui.securestor.publishing import remove

_LOOK_EVERY = 0.25  # seconds


@contextmanager
def my_turn(
    sftp: Sftp, folder: str, owner: str, *, patience: float, cancelled: Cancelled | None = None
) -> Iterator[None]:
    """Keep other computers from renaming in this folder while the block runs.

    A sign of our own that a killed run left is taken up at once. One of somebody else is waited for as long
    as a line may be silent; who left it then is dead, or will be refused: its parts are removed first.

    Args:
        sftp: the session.
        folder: the folder on the server.
        owner: eight hexadecimal digits of this workspace.
        patience: seconds that a sign of another computer is waited for.
        cancelled: asked several times a second.

    Raises:
        CancelledError: `cancelled` said yes while waiting.
        TransferError: network or server failed.
    """
    path, begun, was_cleared = join(folder, SIGN), time.monotonic(), False
    while not (_put(sftp, path, owner) or was_cleared):
        if cancelled is not None and cancelled():
            raise CancelledError("The transfer was stopped.")
        if time.monotonic() - begun > patience:
            _clear(sftp, folder, owner)
            was_cleared = True
        else:
            time.sleep(_LOOK_EVERY)
    try:
        yield
    finally:
        with suppress(TransferError):
            sftp.remove(path)


def _clear(sftp: Sftp, folder: str, owner: str) -> None:
    found = [(name, PART.fullmatch(name)) for name in sftp.names(folder)]
    remove(sftp, folder, [name for name, part in found if part and part["owner"] != owner])
    remove(sftp, folder, [SIGN])


def _put(sftp: Sftp, path: str, owner: str) -> bool:
    """Put up the sign; tell whether it is ours. Where no sign can stand, nobody can wait for one."""
    try:
        sftp.make_file(path, owner.encode())
    except faults.RefusedError as error:
        holder = _holder(sftp, path)
        if holder is None and error.status in (Status.PERMISSION_DENIED, Status.OP_UNSUPPORTED):
            return True
        return holder == owner
    return True


def _holder(sftp: Sftp, path: str) -> str | None:
    """Return who put the sign up; None where there is none any more or nobody may read it."""
    try:
        with closing(sftp.chunks(path, 64)) as chunks:
            return b"".join(chunks).decode("ascii", "replace")
    except faults.RefusedError:
        return None

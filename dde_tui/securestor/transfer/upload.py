"""One file on its way: continued where an earlier try was cut, written, and proved to have arrived."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from posixpath import dirname

from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.outgoing import FileDigest, OutgoingFile, Verify
from dde_tui.securestor.sftp.client import Cancelled, SftpClient
from dde_tui.securestor.status import Status

Tell = Callable[[int], None]
"""Told how many bytes are done: one counts once when it was sent and once when it was proved."""


def upload(
    sftp: SftpClient,
    path: str,
    file: OutgoingFile,
    *,
    verify: Verify,
    there: int = 0,
    tell: Tell,
    cancelled: Cancelled | None,
) -> Verify:
    """Upload one file and prove that it arrived.

    Args:
        sftp: the session.
        path: where it goes on the server.
        file: what goes there.
        verify: how it is proved.
        there: bytes that an earlier try left under this name; they are looked at before they are trusted.
        tell: told first what it goes on after, 0 where it begins anew; then the progress, up to twice the
            file's size.
        cancelled: asked several times a second.

    Returns:
        how it was proved in the end.

    Raises:
        SourceChangedError: the file is not the one that was checked.
        TransferError: network or server failed, or what arrived is something else.
        CancelledError: `cancelled` said yes.
    """
    start = _equal_bytes(sftp, path, file, there, cancelled) if 0 < there <= file.size else 0
    tell(start)
    measured: int | None = start
    if start < file.size or there > file.size or not file.size:
        measured = _write(sftp, path, file, start, tell, cancelled)
    if verify != "size":
        return _prove(sftp, path, file, verify, lambda done: tell(file.size + done), cancelled)
    if measured is None:
        found = sftp.stat(path)
        measured = found.size if found else None
    if measured != file.size:
        raise _damaged(file)
    tell(2 * file.size)
    return "size"


def holds(sftp: SftpClient, path: str, file: FileDigest, verify: Verify, cancelled: Cancelled | None) -> bool:
    """Whether what stands under a path is this file; its size is known to be the same."""
    if verify == "hash" and (hashed := sftp.sha256(path, file.size, cancelled)) is not None:
        return hashed == file.sha256
    return _hash_of(sftp, path, file.size, None, cancelled) == file.sha256


def _write(
    sftp: SftpClient, path: str, file: OutgoingFile, start: int, tell: Tell, cancelled: Cancelled | None
) -> int | None:
    try:
        with closing(file.blocks(start)) as blocks:
            return sftp.write(path, blocks, start=start, progress=tell, cancelled=cancelled)
    except faults.RefusedError as error:
        # A full disk comes as "Failure" without a reason; what is left tells.
        needed = file.size - start
        free = sftp.free_bytes(dirname(path) or ".") if error.status == Status.FAILURE else None
        if free is not None and free < needed:
            raise faults.disk_full(needed, free) from error
        raise


def _equal_bytes(
    sftp: SftpClient, path: str, file: OutgoingFile, there: int, cancelled: Cancelled | None
) -> int:
    """Return how many of a part's first bytes are the file's: writes that were cut may have left holes."""
    same = 0
    try:
        with closing(sftp.chunks(path, there, cancelled)) as held, closing(file.blocks()) as wanted:
            rest = b""
            for piece in held:
                while len(rest) < len(piece) and (more := next(wanted, b"")):
                    rest += more
                if rest[: len(piece)] != piece:
                    return same
                rest = rest[len(piece) :]
                same += len(piece)
    except faults.RefusedError:
        return 0  # a folder that may only be written to: begin again
    return same


def _prove(
    sftp: SftpClient, path: str, file: OutgoingFile, verify: Verify, tell: Tell, cancelled: Cancelled | None
) -> Verify:
    if verify == "hash" and (hashed := sftp.sha256(path, file.size, cancelled)) is not None:
        found = sftp.stat(path)
        if hashed != file.sha256 or found is None or found.size != file.size:
            raise _damaged(file)
        tell(file.size)
        return "hash"
    # One byte more is asked for than should be there, so that a longer file is noticed, too.
    if _hash_of(sftp, path, file.size + 1, tell, cancelled) != file.sha256:
        raise _damaged(file)
    return "read-back"


def _hash_of(sftp: SftpClient, path: str, size: int, tell: Tell | None, cancelled: Cancelled | None) -> str:
    """Return the hexadecimal SHA-256 of up to so many bytes that the server gives back."""
    digest, done = hashlib.sha256(), 0
    with closing(sftp.chunks(path, size, cancelled)) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            done += len(chunk)
            if tell is not None:
                tell(done)
    return digest.hexdigest()


def _damaged(file: OutgoingFile) -> TransferError:
    return TransferError(
        f"{visible(file.name)} did not arrive as it was sent: what SecureStor holds differs.",
        to_do="Send again; if it happens again, tell the CLI Engage Help Center that SecureStor stores "
        "other bytes than it acknowledges.",
    )

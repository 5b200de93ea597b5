"""Uploads one file: resume, write, and verify its arrival."""

import hashlib
from contextlib import closing
from posixpath import dirname
from typing import Any, NamedTuple

from checks.job import Job
from checks.visible import visible
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.outgoing import FileDigest, OutgoingFile, Verify
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.status import Status


class RemoteFile(NamedTuple):
    """A file's location on the server."""

    sftp: SftpClient
    path: str
    begun: int = 0
    """Bytes an earlier try left under this name; they are compared before they are trusted."""


def upload(to: RemoteFile, file: OutgoingFile, verify: Verify, job: Job[int]) -> Verify:
    """Upload one file and verify its arrival.

    Args:
        to: the destination.
        file: the file.
        verify: the verification method.
        job: receives first the resume offset, 0 for a new upload; then the progress, up to twice the
            file's size: a byte counts once when sent and once when verified.

    Returns:
        how it was finally verified.

    Raises:
        SourceChangedError: the file is not the one that was checked.
        TransferError: network or server failed, or what arrived differs.
        CancelledError: the job was cancelled.
    """
    start = _equal_bytes(to, file, job) if 0 < to.begun <= file.size else 0
    job.progress(start)
    measured: int | None = start
    if start < file.size or to.begun > file.size or not file.size:
        measured = _write(to, file, start, job)
    if verify != "size":
        return _prove(to, file, verify, job.with_progress(lambda done: job.progress(file.size + done)))
    if measured is None:
        found = to.sftp.stat(to.path)
        measured = found.size if found else None
    if measured != file.size:
        raise _damaged(file)
    job.progress(2 * file.size)
    return "size"


def holds(there: RemoteFile, file: FileDigest, verify: Verify, job: Job[Any]) -> bool:
    """Whether the remote file is this file; its size is known to be the same."""
    if verify == "hash" and (hashed := there.sftp.sha256(there.path, file.size, job)) is not None:
        return hashed == file.sha256
    return _hash_of(there, file.size, job.unseen()) == file.sha256


def _write(to: RemoteFile, file: OutgoingFile, start: int, job: Job[int]) -> int | None:
    try:
        with closing(file.blocks(start)) as blocks:
            return to.sftp.write(to.path, blocks, start=start, job=job)
    except faults.RefusedError as error:
        # A full disk comes as "Failure" without a reason; what is left tells.
        needed = file.size - start
        free = to.sftp.free_bytes(dirname(to.path) or ".") if error.status == Status.FAILURE else None
        if free is not None and free < needed:
            raise faults.disk_full(needed, free) from error
        raise


def _equal_bytes(part: RemoteFile, file: OutgoingFile, job: Job[Any]) -> int:
    """Return how long a part's matching prefix is: interrupted pipelined writes may have left holes."""
    same = 0
    try:
        chunks = part.sftp.chunks(part.path, part.begun, job)
        with closing(chunks) as held, closing(file.blocks()) as wanted:
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


def _prove(there: RemoteFile, file: OutgoingFile, verify: Verify, job: Job[int]) -> Verify:
    sftp, path, _ = there
    if verify == "hash" and (hashed := sftp.sha256(path, file.size, job)) is not None:
        found = sftp.stat(path)
        if hashed != file.sha256 or found is None or found.size != file.size:
            raise _damaged(file)
        job.progress(file.size)
        return "hash"
    # One byte more is asked for than should be there, so that a longer file is noticed, too.
    if _hash_of(there, file.size + 1, job) != file.sha256:
        raise _damaged(file)
    return "read-back"


def _hash_of(there: RemoteFile, size: int, job: Job[int]) -> str:
    """Return the hexadecimal SHA-256 of up to this many bytes read back from the server."""
    digest, done = hashlib.sha256(), 0
    with closing(there.sftp.chunks(there.path, size, job)) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            done += len(chunk)
            job.progress(done)
    return digest.hexdigest()


def _damaged(file: OutgoingFile) -> TransferError:
    return TransferError(
        f"{visible(file.name)} did not arrive intact: what SecureStor stored differs from what was sent.",
        to_do="Send again; if it happens again, tell the CLI Engage Help Center that SecureStor stores "
        "other bytes than it acknowledges.",
    )

"""Sends a set: every file is uploaded and verified before the first is published."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from posixpath import join
from typing import Any

from checks.errors import CancelledError
from checks.file_record import FileRecord
from checks.job import UNWATCHED, Job
from checks.visible import visible
from dde_tui.errors import SourceChangedError, TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.outgoing import OutgoingFile, Transfer, TransferOptions, Verify
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.status import Status
from dde_tui.securestor.transfer.disk_space import check_disk_space
from dde_tui.securestor.transfer.in_place import send_in_place
from dde_tui.securestor.transfer.progress import FileProgress, TransferProgress
from dde_tui.securestor.transfer.publish import (
    UNTOUCHED,
    check_way_free,
    clear_leftovers,
    forget_strangers,
    rename_all,
    seen,
)
from dde_tui.securestor.transfer.publish_lock import publish_lock
from dde_tui.securestor.transfer.remote_state import already_there, sizes
from dde_tui.securestor.transfer.upload import RemoteFile, upload
from dde_tui.securestor.transfer.workers import run_workers

_CLEANING = 0.5
"""Grace period in seconds for a cancelled sending to clean up."""


def send_files(
    connection: Connection,
    transfer: Transfer,
    *,
    before_publish: Callable[[list[FileRecord]], None],
    job: Job[FileProgress] = UNWATCHED,
) -> list[FileRecord]:
    """Send a set of files; they are published together, in the order given, or not at all.

    Until the renames nothing under a final name changes. Parts left by a failed connection
    are resumed by the next sending; a cancelled or refused one removes its parts.

    Args:
        connection: an open connection; the files go to its server's folder.
        transfer: the files, how to verify and publish them, and how many in parallel.
        before_publish: called with the future result when everything is uploaded and verified, right before
            the renames, so that the caller can record the intent; what it raises stops the sending.
        job: receives the progress; once cancelled, a sending stops within a second, but not between renames.

    Returns:
        one record per file, in the order given.

    Raises:
        SourceError: a file can't be read, or is not the one that was checked.
        TransferError: network or server failed; `faults.LineError` if a retry makes sense.
        CancelledError: the job was cancelled.
    """
    for file in transfer.files:
        file.check_name()
    if transfer.way.publish == "in-place":
        assumed = _sent(transfer, dict.fromkeys((file.name for file in transfer.todo), transfer.way.verify))
        proofs = send_in_place(connection, transfer, lambda: before_publish(assumed), job)
        return _sent(transfer, proofs)
    sftp, folder = connection.sftp(), connection.folder().path()
    todo, parts, way = transfer.todo, transfer.parts, transfer.way
    try:
        begun, strangers = _parts_there(sftp, folder, parts, way)
        check_disk_space(sftp, folder, todo, begun)
        check_way_free(sftp, folder, todo)
        proofs = _upload_parts(connection, transfer, begun, job)
        with publish_lock(sftp, folder, way.owner, patience=connection.patience, job=job):
            _check_still_there(connection, transfer, job)
            before_publish(_sent(transfer, proofs))
            rename_all(sftp, folder, todo, list(parts.values()))
    except BaseException as error:
        if not isinstance(error, faults.LineError):
            _clean_up(connection, folder, parts, is_cancelled=isinstance(error, CancelledError))
        if isinstance(error, TransferError | CancelledError | SourceChangedError):
            error.meaning = error.meaning or UNTOUCHED
        raise
    _check_published(sftp, folder, todo, way)
    if strangers:
        forget_strangers(sftp, folder, strangers, [file.name for file in todo])
    return _sent(transfer, proofs)


def _upload_parts(
    connection: Connection, transfer: Transfer, begun: Mapping[str, int], job: Job[FileProgress]
) -> dict[str, Verify]:
    """Upload the parts in parallel, and return how each was verified, by file name."""
    folder, parts, way = connection.folder().path(), transfer.parts, transfer.way
    tally = TransferProgress(transfer.todo, job)

    def work(session: SftpClient, file: OutgoingFile, inside: Job[Any]) -> Verify:
        part = RemoteFile(session, join(folder, parts[file.name]), begun.get(file.name, 0))
        return upload(part, file, way.verify, inside.with_progress(partial(tally.tell, file.name)))

    return run_workers(connection, transfer.todo, way.channels, work, job)


def _parts_there(
    sftp: SftpClient, folder: str, parts: Mapping[str, str], way: TransferOptions
) -> tuple[dict[str, int], list[str]]:
    """Clear leftovers; return how many bytes of each file are there, and others' parts."""
    try:
        names = sftp.names(folder)
    except faults.RefusedError as error:
        if error.status != Status.PERMISSION_DENIED:
            raise
        return {}, []  # a folder that may only be written to
    held = sizes(sftp, folder, [part for part in parts.values() if part in names])
    # A link under a part's name is cleared, too: nothing is ever written through it.
    strangers = clear_leftovers(sftp, folder, names, owner=way.owner, keep=held)
    return {name: held[part] for name, part in parts.items() if part in held}, strangers


def _clean_up(connection: Connection, folder: str, parts: Mapping[str, str], *, is_cancelled: bool) -> None:
    """Remove the parts of a failed sending; leftovers are cleared by the next one."""
    sftp = connection.sftp()
    if not sftp.is_alive:
        return
    until = time.monotonic() + (_CLEANING if is_cancelled else connection.patience)
    connection.settle(until)
    in_time: Job[object] = Job(cancelled=lambda: time.monotonic() > until)
    with suppress(faults.LineError, CancelledError):
        for part in parts.values():
            with suppress(faults.RefusedError):
                sftp.remove(join(folder, part), in_time)


def _check_still_there(connection: Connection, transfer: Transfer, job: Job[Any]) -> None:
    """Under the lock, recheck what was not sent: another computer may have replaced it since."""
    files = [file for file in transfer.files if file.name in transfer.there]
    if transfer.way.collects or not files:
        return
    still = already_there(connection, files, transfer.way, job)
    gone = [file.name for file in files if file.name not in still]
    if gone:
        raise TransferError(
            f"{visible(', '.join(gone))} was identical on SecureStor, but has been replaced since.",
            meaning=UNTOUCHED,
            to_do="Someone else sends to this folder, too: agree on who does, then send again.",
        )


def _check_published(
    sftp: SftpClient, folder: str, files: Sequence[OutgoingFile], way: TransferOptions
) -> None:
    found = seen(sftp, folder, files)
    for file, each in zip(files, found, strict=True):
        if each is None and way.collects:
            continue
        if each is None or each.size != file.size:
            raise TransferError(
                f"{visible(file.name)} was renamed, but is not under its name as it was sent.",
                meaning="All files were sent, verified and renamed; something removed this one.",
                to_do="If CLI says that SecureStor removes files on arrival, declare it: "
                "set collects = true in dde.toml, [securestor]. Otherwise ask the CLI Engage Help Center.",
            )


def _sent(transfer: Transfer, proofs: Mapping[str, Verify]) -> list[FileRecord]:
    standing: Verify = "read-back" if transfer.way.verify == "size" else transfer.way.verify
    return [
        FileRecord(file.name, file.size, file.sha256, verified=proofs.get(file.name, standing))
        for file in transfer.files
    ]

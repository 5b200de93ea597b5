"""Record a submission: a receipt on both sides, then the journal's event."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dde_tui.actions.transfer.send.record import SubmissionRecord
from dde_tui.errors import TransferError
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import progress as progress_of
from dde_tui.workspace.disk import private_folder, replace_file
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from dde_tui.feedback.folder import Receipt
    from dde_tui.securestor.connection.connection import Connection


def intend(workspace: Workspace, intent: SubmissionRecord, now: datetime) -> None:
    """Write-ahead record of the renames, so that the next run notices an interruption and finishes it."""
    workspace.record(EventKind.SENDING, intent.intent_data(), now)


def unfinished(events: Sequence[Event]) -> SubmissionRecord | None:
    """Return the intent of the last sending if its renames were begun but never recorded as done."""
    begun: Mapping[str, Any] | None = None
    for event in events:
        if event.kind is EventKind.SENDING:
            begun = event.data
        elif (
            event.kind is EventKind.SUBMITTED
            and begun
            and event.data.get("submission") == begun["submission"]
        ):
            begun = None
    return SubmissionRecord.from_data(begun) if begun is not None else None


def last_submission(events: Sequence[Event]) -> SubmissionRecord | None:
    """Return the last recorded submission; None when there was none."""
    found = [event.data for event in events if event.kind is EventKind.SUBMITTED]
    return SubmissionRecord.from_data(found[-1]) if found and found[-1] else None


def finish_interrupted(
    workspace: Workspace, connection: "Connection", clock: Callable[[], datetime]
) -> SubmissionRecord | None:
    """Finish and record a submission that was interrupted between its renames (crash recovery).

    If the server no longer holds all of it, nothing is renamed and the next submission sends all files.

    Returns:
        the intent that was finished; None where there was none, or it couldn't be.

    Raises:
        TransferError: network or server failed.
    """
    from dde_tui.securestor.outgoing import FileDigest, TransferOptions
    from dde_tui.securestor.transfer.publish import forget_asides
    from dde_tui.securestor.transfer.remote_state import finish

    intent = unfinished(workspace.journal.events())
    if intent is None:
        return None
    files = [FileDigest(file.file, file.bytes or 0, file.sha256) for file in intent.files]
    if not finish(connection, files, TransferOptions.of(workspace)):
        return None
    forget_asides(connection.sftp(), connection.folder().path(), files)
    record(workspace, connection, intent, clock())
    return intent


def record(workspace: Workspace, connection: "Connection", intent: SubmissionRecord, now: datetime) -> Path:
    """Write both receipts, then the journal's event: until that is written, the next run repeats this.

    Args:
        workspace: whose files they are.
        connection: to the server that holds them.
        intent: as `intend` recorded it.
        now: the time.

    Returns:
        where this computer's receipt is.

    Raises:
        TransferError: the receipt in the exchange folder couldn't be written.
        DiskError: this machine's disk refused.
    """
    from dde_tui.feedback.folder import Receipt

    events = workspace.journal.events()
    after = progress_of([*events, Event(EventKind.SUBMITTED, now)], now, workspace.calendar)
    receipt = Receipt(
        submission=intent.submission,
        district=workspace.settings.district.name,
        sent=now,
        round=after.steps[after.next.step - 1].round,
        files=intent.files,
        accepted=tuple(intent.listed),
        counts=intent.counts,
        server=connection.server.where,
        host_key=connection.host_key.fingerprint,
        protected_by=dict(connection.negotiated),
    )
    _leave(receipt, connection)
    private_folder(workspace.state / "receipts")
    path = workspace.state / "receipts" / f"{receipt.submission}.json"
    replace_file(path, receipt.encode())
    workspace.record(EventKind.SUBMITTED, intent.to_data(), now)
    return path


def _leave(receipt: "Receipt", connection: "Connection") -> None:
    """Put the receipt into the exchange folder, where there is one."""
    from dde_tui.feedback.folder import is_prepared, prepare

    folder = connection.folder()
    try:
        if is_prepared(folder):
            prepare(folder)
            if not folder.exists(receipt.path):
                _clear_attempts(receipt, connection)
                folder.write_new(receipt.path, receipt.encode())
    except TransferError as error:
        error.meaning = "The files are on SecureStor under their names; only their receipt is missing."
        error.to_do = error.to_do or "Send again: nothing is uploaded twice, the receipt is written."
        raise


def _clear_attempts(receipt: "Receipt", connection: "Connection") -> None:
    """Remove partial receipts of earlier attempts: each has a new time and so a new name."""
    from dde_tui.securestor.faults import RefusedError
    from dde_tui.securestor.remote_names import PART
    from dde_tui.securestor.transfer.publish import remove

    sftp = connection.sftp()
    folder, _, name = connection.folder().path(receipt.path).rpartition("/")
    with suppress(RefusedError):  # a folder that can't be listed
        parts = [(each, PART.fullmatch(each)) for each in sftp.names(folder)]
        remove(sftp, folder, [each for each, part in parts if part and part["name"] == name])

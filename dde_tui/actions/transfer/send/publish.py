"""Publish a set: connect, upload, rename together, record; connect again where the line breaks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.errors import DdeError
from checks.job import Job
from dde_tui.actions.nights.hold import CLEAR, Verdict, tidy_after
from dde_tui.actions.transfer.send.prepare import Prepared
from dde_tui.actions.transfer.send.receipts import finish_interrupted, unfinished
from dde_tui.actions.transfer.send.submission import SENT, UNCHANGED, Connecting, Sending, Submission
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from dde_tui.actions.transfer.send.submission import Seen
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.outgoing import OutgoingFile

T = TypeVar("T")


def publish(
    workspace: Workspace,
    prepared: Prepared,
    accepted: Mapping[str, str],
    job: "Job[Seen]",
    *,
    verdict: Verdict = CLEAR,
    finished: str = "",
    dry_run: bool = False,
) -> Sending:
    """Send a set unless SecureStor holds it already, record it, and keep a copy if the settings ask for one.

    Args:
        workspace: whose files they are.
        prepared: the set.
        accepted: findings that don't stop the sending, and why.
        job: told of each try to connect and how far each file is.
        verdict: what would change too much and was approved, if anything.
        finished: the submission that this run finished first, if any.
        dry_run: say what would happen, and change nothing.

    Raises:
        SourceChangedError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    files = prepared.outgoing()

    def submit(connection: "Connection") -> Sending:
        submission = Submission(
            workspace,
            connection,
            prepared.source,
            prepared.report,
            accepted,
            prepared.names,
            prepared.snapshot,
            verdict.approved,
        )
        return submission.send(files, job, dry_run=dry_run)

    sending = replace(_with_connection(workspace, job, submit), hold=verdict.hold)
    if finished:
        # What the earlier run began is this very set: it was sent, by both runs together.
        is_this = sending.outcome == UNCHANGED and sending.submission == finished
        sending = replace(sending, finished=finished, outcome=SENT if is_this else sending.outcome)
    if sending.outcome == SENT:
        sending = replace(sending, copy=_copied(workspace, sending.submission, files, job))
        tidy_after(workspace, job)
    return sending


def _with_connection(workspace: Workspace, job: "Job[Seen]", work: "Callable[[Connection], T]") -> T:
    """Connect and do the work; retry with exponential backoff when the connection is lost."""
    from dde_tui.securestor.connection.retry import Retry, with_retries
    from dde_tui.securestor.open_connection import open_connection

    def attempt() -> T:
        job.progress(Connecting())
        with open_connection(workspace, job) as connection:
            return work(connection)

    def tell(retry: Retry) -> None:
        job.tell(retry.sentence)

    retries = workspace.settings.securestor.retries
    return with_retries(attempt, retries=retries, job=job.with_progress(tell))


def finish(workspace: Workspace, job: "Job[Seen]") -> str:
    """Finish an interrupted submission and return its name; "" if there is none or it can't be finished."""
    if unfinished(workspace.journal.events()) is None:
        return ""

    def on(connection: "Connection") -> str:
        finished = finish_interrupted(workspace, connection, job.clock)
        name = finished.submission if finished else ""
        job.tell(
            f"An earlier submission was interrupted between renames; it is finished now: {name}."
            if name
            else "An earlier submission was interrupted, and part of it is gone: all files are sent again."
        )
        return name

    return _with_connection(workspace, job, on)


def _copied(
    workspace: Workspace, submission: str, files: "Iterable[OutgoingFile]", job: "Job[Seen]"
) -> Path | None:
    """Keep a copy if the settings ask for it; a failure is only reported, because the files are sent."""
    from dde_tui.workspace.files.copies import keep_copy

    wanted = {file.name: file.blocks for file in files}
    try:
        return keep_copy(workspace.state, submission, wanted, workspace.settings.send.copies)
    except DdeError as error:
        job.tell(f"The copy of what was sent could not be kept: {error.happened}")
        return None

"""Send a file set: check everything, upload, verify, publish together, record."""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.errors import CancelledError, DdeError, ExitCode, SourceError
from checks.job import Job
from checks.progress import Progress
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.transfer.send.acceptance import may_accept, waived
from dde_tui.actions.transfer.send.quiet_period import seconds_to_wait, wait_until_quiet
from dde_tui.actions.transfer.send.receipts import finish_interrupted, unfinished
from dde_tui.actions.transfer.send.recorded import run_recorded
from dde_tui.actions.transfer.send.submission import (
    FAILED,
    NOT_READY,
    SENT,
    UNCHANGED,
    Connecting,
    Sending,
    Submission,
)
from dde_tui.actions.transfer.send.words import as_json, as_lines
from dde_tui.errors import SourceChangedError, TransferError, UsageError
from dde_tui.terminal.eta import moving_in_words
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.input.source import FileSet, SourceFile
    from checks.profile.model import Profile
    from dde_tui.actions.transfer.send.submission import Seen
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.outgoing import OutgoingFile

T = TypeVar("T")


def send(
    workspace: Workspace,
    path: Path,
    job: "Job[Seen]",
    *,
    accept: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Sending:
    """Check a file set and, if it is ready, send it.

    Args:
        workspace: whose files they are.
        path: the folder or zip.
        job: told how far the check is, each try to connect, and how far each file is; once it is cancelled,
            the server is left as it was.
        accept: codes of findings with the basis `assumed` that don't stop the sending, and why; recorded.
        dry_run: say what would happen, connect, and change nothing.

    Raises:
        LockedError: another run works in this workspace.
        UnknownCodeError: `accept` names an unknown rule.
        SourceChangedError: the files are still being written, or changed while they were sent.
        SourceError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    from checks.rules.registry import find_rule

    with run_lock(workspace):
        finished = "" if dry_run else _finish(workspace, job)
        _await_quiet(path, workspace.settings.send.quiet, job, dry_run=dry_run)
        source, profile, report = _checked(workspace, path, job)
        stopping = may_accept(report)
        reasons = {find_rule(code).code: why for code, why in (accept or {}).items()}
        if any(code not in reasons or not stopping[code] for code in stopping):
            return Sending(NOT_READY, report, finished=finished, dry_run=dry_run)
        accepted = {**waived(report), **{code: reasons[code] for code in stopping}}
        files = _outgoing(source, report)
        names = tuple(spec.name for spec in profile.files)

        def submit(connection: "Connection") -> Sending:
            submission = Submission(workspace, connection, source, report, accepted, names)
            return submission.send(files, job, dry_run=dry_run)

        sending = _with_connection(workspace, job, submit)
        if finished:
            # What the earlier run began is this very set: it was sent, by both runs together.
            is_this = sending.outcome == UNCHANGED and sending.submission == finished
            sending = replace(sending, finished=finished, outcome=SENT if is_this else sending.outcome)
        if sending.outcome == SENT:
            sending = replace(sending, copy=_copied(workspace, sending.submission, files, job))
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


def _await_quiet(path: Path, quiet: float, job: "Job[Seen]", *, dry_run: bool) -> None:
    """Wait for the quiet period (debounce) of an export; a dry run only says that a real run would."""
    if not dry_run:
        wait_until_quiet(path, quiet, job)
    elif left := seconds_to_wait(path, quiet):
        job.tell(f"A real run would now wait at least {left:.0f} s: the files were just written.")


def _checked(workspace: Workspace, path: Path, job: "Job[Seen]") -> "tuple[FileSet, Profile, Report]":
    from checks.engine.options import CheckOptions
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    now = job.clock()
    source, profile = open_file_set(path), load_profile(workspace.profile)
    today = now.astimezone(workspace.calendar.zone).date()
    options = CheckOptions(waivers=workspace.waivers)
    return source, profile, check(source, profile, today=today, options=options, job=job)


def _finish(workspace: Workspace, job: "Job[Seen]") -> str:
    """Finish an interrupted submission and return its name; "" if there is none or it can't be finished."""
    if unfinished(workspace.journal.events()) is None:
        return ""

    def finish(connection: "Connection") -> str:
        finished = finish_interrupted(workspace, connection, job.clock)
        name = finished.submission if finished else ""
        job.tell(
            f"An earlier submission was interrupted between renames; it is finished now: {name}."
            if name
            else "An earlier submission was interrupted, and part of it is gone: all files are sent again."
        )
        return name

    return _with_connection(workspace, job, finish)


def _copied(
    workspace: Workspace,
    submission: str,
    files: "Iterable[OutgoingFile]",
    job: "Job[Seen]",
) -> Path | None:
    """Keep a copy if the settings ask for it; a failure is only reported, because the files are sent."""
    from dde_tui.workspace.files.copies import keep_copy

    wanted = {file.name: file.blocks for file in files}
    try:
        return keep_copy(workspace.state, submission, wanted, workspace.settings.send.copies)
    except DdeError as error:
        job.tell(f"The copy of what was sent could not be kept: {error.happened}")
        return None


def _outgoing(source: "FileSet", report: "Report") -> "list[OutgoingFile]":
    """Return every checked file; its hash is verified again while it is sent."""
    from dde_tui.securestor.outgoing import OutgoingFile

    by_name = {file.name: file for file in source.files}
    return [
        OutgoingFile(checked.file, checked.bytes, checked.sha256, partial(_chunks, by_name[checked.found]))
        for checked in report.files
    ]


def _chunks(file: "SourceFile", size: int) -> Generator[bytes]:
    try:
        yield from file.chunks(size)
    except SourceError as error:
        if file.is_unchanged():
            raise
        raise SourceChangedError(
            f"{visible(file.name)} changed after it was checked.",
            meaning="Nothing was sent: the files on SecureStor are as they were before.",
            to_do="Wait until the export is finished, then send again.",
        ) from error


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    if options.recorded:
        return run_recorded(call)
    if options.at:
        raise UsageError("--at goes with --recorded: what dde sends is sent now.")
    because = (options.because or "").strip()
    if bool(options.accept) != bool(because):
        raise UsageError(
            "--accept and --because go together.", to_do="Say why CLI should take the files as they are."
        )
    call.tell_workspace()
    call.tell_cloud(Path(options.path) if options.path else call.workspace.files)
    with stopped_by_ctrl_c() as cancelled:
        try:
            sending = _sent(call, because, cancelled)
        except KeyboardInterrupt:
            if unfinished(call.workspace.journal.events()) is None:
                raise
            raise CancelledError(
                "Stopped.",
                meaning="The files were being renamed: each is complete, either new or as before.",
                to_do="Send again: dde finishes that first.",
            ) from None
        except TransferError as error:
            cancelled.come_too_late()
            if not call.wants_json:
                raise
            console.json(
                {
                    "schema": "dde-send/1",
                    "outcome": FAILED,
                    "submission": None,
                    "files": [],
                    "sentence": error.sentence,
                }
            )
            console.narrate(f"dde: {error.sentence}")
            return error.exit_code
        if cancelled.come_too_late() and sending.outcome == SENT:
            console.narrate("The signal to stop came too late: everything was already sent.")
        if call.wants_json:
            console.json(as_json(sending))
        else:
            for line in as_lines(sending):
                console.say(line)
    return ExitCode.NOT_READY if sending.outcome == NOT_READY else ExitCode.DONE


def _own_files(workspace: Workspace) -> Path:
    """Return the workspace's folder of files; SourceError where there is none, since nobody mistyped it."""
    if not workspace.files.exists():
        raise SourceError(
            f"There are no files to send: this workspace has no folder {workspace.settings.build.output}/.",
            meaning="Nothing was sent.",
            to_do="Put your files there, or name a folder or zip: dde send PATH.",
        )
    return workspace.files


def _sent(call: Call, because: str, cancelled: Callable[[], bool]) -> Sending:
    """Send as the command line says, with progress on the terminal."""
    from dde_tui.securestor.transfer.progress import FileProgress

    options, console = call.options, call.console
    with (
        console.progress("Checking", as_json=call.wants_json) as checking,
        console.progress("Sending", as_json=call.wants_json, words=moving_in_words) as sent,
    ):

        def show(seen: "Seen") -> None:
            if isinstance(seen, Progress):
                checking(seen)
            elif isinstance(seen, FileProgress):
                sent(Progress(seen.file, 0, seen.all_done, seen.all_total))

        codes = [code for part in options.accept for code in part.split(",")]
        return send(
            call.workspace,
            Path(options.path) if options.path else _own_files(call.workspace),
            call.job(show, cancelled),
            accept=dict.fromkeys(codes, because),
            dry_run=options.dry_run,
        )


COMMAND = Command(
    name="send",
    sentence="Check everything, upload, verify, and record the submission.",
    run=_run,
    options=(
        Option("path", "The folder or zip to send (default: the workspace's folder files/)."),
        Option("--dry-run", "Show what would happen to each file; change nothing.", switch=True),
        Option("--yes", "Don't ask, because a person has decided.", switch=True),
        Option(
            "--accept", "Send with findings of this code, if its basis is assumed.", metavar="CODE", many=True
        ),
        Option("--because", "Why they are accepted; recorded in the journal and receipt.", metavar="TEXT"),
        Option(
            "--recorded",
            "Only record that another program sent the files; PATH, if any, is a copy.",
            switch=True,
        ),
        Option("--at", "When the other program sent them.", metavar="TIME"),
        JSON,
    ),
    examples=(
        Example("dde send", "the folder files/ of the workspace"),
        Example("dde send roster.zip --dry-run", "what would happen"),
        Example(
            'dde send --accept DDE703 --because "CLI said demographics may follow"',
            "with findings that rest on an assumption",
        ),
        Example("dde send --recorded --at 2026-09-15T09:00", "WinSCP, ClassLink or Skyward sent them"),
    ),
)

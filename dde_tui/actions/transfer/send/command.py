"""Send a file set: check everything, upload, verify, publish together, record."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import CancelledError, ExitCode, SourceError
from checks.job import Job
from checks.progress import Progress
from dde_tui.actions.command import JSON, SHOW_VALUES, Call, Command, Example, Option
from dde_tui.actions.nights.hold import approve_verdict, record_held, weigh
from dde_tui.actions.nights.removed_people import tell_who
from dde_tui.actions.transfer.send.decide import accepted_findings
from dde_tui.actions.transfer.send.prepare import prepare
from dde_tui.actions.transfer.send.publish import finish, publish
from dde_tui.actions.transfer.send.receipts import unfinished
from dde_tui.actions.transfer.send.recorded import run_recorded
from dde_tui.actions.transfer.send.submission import FAILED, HELD, NOT_READY, SENT, Sending
from dde_tui.actions.transfer.send.words import as_json, as_lines
from dde_tui.errors import TransferError, UsageError
from dde_tui.terminal.eta import moving_in_words
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from dde_tui.actions.transfer.send.submission import Seen


def send(
    workspace: Workspace,
    path: Path,
    job: "Job[Seen]",
    *,
    accept: Mapping[str, str] | None = None,
    approve: str | None = None,
    dry_run: bool = False,
) -> Sending:
    """Check a file set and, if it is ready, send it.

    Args:
        workspace: whose files they are.
        path: the folder or zip.
        job: told how far the check is, each try to connect, and how far each file is; once it is cancelled,
            the server is left as it was.
        accept: codes of findings with the basis `assumed` that don't stop the sending, and why; recorded.
        approve: why what is held may be sent all the same; recorded. None where nobody approves it.
        dry_run: say what would happen, connect, and change nothing.

    Raises:
        LockedError: another run works in this workspace.
        UnknownCodeError: `accept` names an unknown rule.
        SourceChangedError: the files are still being written, or changed while they were sent.
        SourceError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    with run_lock(workspace):
        finished = "" if dry_run else finish(workspace, job)
        prepared = prepare(workspace, path, job, dry_run=dry_run)
        accepted = accepted_findings(prepared.report, accept or {})
        if accepted is None:
            return Sending(NOT_READY, prepared.report, finished=finished, dry_run=dry_run)
        verdict = weigh(workspace, prepared, job.clock())
        if verdict.stops and approve is not None:
            verdict = approve_verdict(workspace, verdict, approve, job, dry_run=dry_run)
        if verdict.stops:
            since = verdict.since if dry_run else record_held(workspace, verdict, job.clock())
            held = Sending(HELD, prepared.report, finished=finished, dry_run=dry_run)
            return replace(held, hold=verdict.hold, since=since)
        return publish(
            workspace, prepared, accepted, job, verdict=verdict, finished=finished, dry_run=dry_run
        )


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    if options.recorded:
        return run_recorded(call)
    if options.at:
        raise UsageError("--at goes with --recorded: what dde sends is sent now.")
    because = (options.because or "").strip()
    if bool(options.accept) != bool(because) and not (because and options.yes):
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
            if sending.hold is not None:
                tell_who(call, sending.hold.delta)
    return {NOT_READY: ExitCode.NOT_READY, HELD: ExitCode.HELD}.get(sending.outcome, ExitCode.DONE)


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
            approve=because if options.yes else None,
            dry_run=options.dry_run,
        )


COMMAND = Command(
    name="send",
    sentence="Check everything, upload, verify, and record the submission.",
    run=_run,
    options=(
        Option("path", "The folder or zip to send (default: the workspace's folder files/)."),
        Option("--dry-run", "Show what would happen to each file; change nothing.", switch=True),
        Option("--yes", "Approve what is held because too much would change, and send it.", switch=True),
        Option(
            "--accept", "Send with findings of this code, if its basis is assumed.", metavar="CODE", many=True
        ),
        Option("--because", "Why they are accepted or approved; recorded.", metavar="TEXT"),
        Option(
            "--recorded",
            "Only record that another program sent the files; PATH, if any, is a copy.",
            switch=True,
        ),
        Option("--at", "When the other program sent them.", metavar="TIME"),
        SHOW_VALUES,
        JSON,
    ),
    examples=(
        Example("dde send", "the folder files/ of the workspace"),
        Example("dde send roster.zip --dry-run", "what would happen"),
        Example('dde send --yes --because "Lincoln closed in June"', "approve what is held, and send"),
        Example(
            'dde send --accept DDE703 --because "CLI said demographics may follow"',
            "with findings that rest on an assumption",
        ),
        Example("dde send --recorded --at 2026-09-15T09:00", "WinSCP, ClassLink or Skyward sent them"),
    ),
)

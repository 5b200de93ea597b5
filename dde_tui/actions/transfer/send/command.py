"""Send a file set: check everything, upload, verify, publish together, record."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from checks.errors import CancelledError, DdeError, ExitCode, SourceError
from checks.job import Job
from checks.progress import Progress
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.transfer.send.quiet_period import seconds_to_wait, wait_until_quiet
from dde_tui.actions.transfer.send.receipts import finish_interrupted, unfinished
from dde_tui.actions.transfer.send.submission import FAILED, NOT_READY, SENT, UNCHANGED, Sending, Submission
from dde_tui.errors import SourceChangedError, TransferError, UsageError
from dde_tui.terminal.eta import moving_in_words
from dde_tui.terminal.interrupt import stopped_by_ctrl_c
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.input.source import FileSet, SourceFile
    from checks.job import Ask
    from checks.progress import Tell
    from dde_tui.actions.transfer.send.submission import Planned
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.outgoing import OutgoingFile
    from dde_tui.securestor.transfer.progress import FileProgress
    from dde_tui.securestor.transfer.progress import Progress as Uploading
    from dde_tui.securestor.transfer.remote_state import PlannedFile

T = TypeVar("T")


def may_accept(report: "Report") -> dict[str, bool]:
    """Return, for each rule that stops the files, whether a person may send them nevertheless.

    Every place must rest on an assumption; places beyond the report's limit are taken not to.
    """
    from checks.finding import Severity
    from checks.profile.model import Basis

    assumed: Counter[str] = Counter()
    for finding in report.findings:
        if finding.severity is Severity.ERROR and finding.basis is Basis.ASSUMED and not finding.waived:
            assumed[finding.code] += 1
    errors = {code: rule.by_severity.get(Severity.ERROR, 0) for code, rule in report.rules.items()}
    return {code: assumed[code] == count for code, count in errors.items() if count}


def send(
    workspace: Workspace,
    path: Path,
    environ: Mapping[str, str],
    clock: Callable[[], datetime],
    *,
    accept: Iterable[str] = (),
    because: str = "",
    dry_run: bool = False,
    checking: "Tell | None" = None,
    progress: "Uploading | None" = None,
    tell: Callable[[str], None] | None = None,
    connecting: Callable[[], None] | None = None,
    planned: "Planned | None" = None,
    ask: "Ask | None" = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sending:
    """Check a file set and, if it is ready, send it.

    Args:
        workspace: whose files they are.
        path: the folder or zip.
        environ: where a named variable with the password is looked up.
        clock: the time.
        accept: codes of findings with the basis `assumed` that don't stop the sending.
        because: why they are accepted; recorded.
        dry_run: say what would happen, connect, and change nothing.
        checking: told how far the check is.
        progress: told how far each file and all of them are.
        tell: told, in a sentence, what a person should know meanwhile: that the line broke, and what comes.
        connecting: called before each try to connect.
        planned: told, before the first byte of each try, all files in order and which stand there equal.
        ask: asks a person what only a person knows, such as a one-time code; None in a script.
        cancelled: asked often; when true, the server is left as it was.

    Raises:
        LockedError: another run works in this workspace.
        UnknownCodeError: `accept` names a rule that is not there.
        SourceChangedError: somebody writes into the files, or did so while they were sent.
        SourceError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    from checks.engine.options import CheckOptions
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile
    from checks.rules.registry import find_rule
    from dde_tui.securestor.connection.retry import with_retries
    from dde_tui.securestor.open_connection import open_connection

    def over_the_line(work: "Callable[[Connection], T]") -> T:
        """Connect and do the work; where the line breaks, connect anew and go on."""

        def attempt() -> T:
            if connecting is not None:
                connecting()
            with open_connection(workspace, environ, ask=ask, cancelled=cancelled) as connection:
                return work(connection)

        return with_retries(
            attempt,
            retries=workspace.settings.securestor.retries,
            tell=(lambda retry: tell(retry.sentence)) if tell else None,
            cancelled=cancelled,
        )

    with run_lock(workspace):
        earlier = None if dry_run else unfinished(workspace.journal.events())
        finished = ""
        if earlier is not None:
            finished = over_the_line(lambda connection: _finish(workspace, connection, clock, tell))
        quiet = workspace.settings.send.quiet
        if not dry_run:
            wait_until_quiet(path, quiet, tell=tell, cancelled=cancelled)
        elif tell is not None and (left := seconds_to_wait(path, quiet)):
            tell(f"A sending would wait now, for {left:.0f} s at least: the files were written just now.")
        now = clock()
        source = open_file_set(path)
        profile = load_profile(workspace.profile)
        today = now.astimezone(workspace.calendar.zone).date()
        report = check(
            source,
            profile,
            today=today,
            options=CheckOptions(waivers=workspace.waivers),
            job=Job(progress=checking or (lambda _seen: None), cancelled=cancelled or (lambda: False)),
        )
        stopping = may_accept(report)
        codes = {find_rule(code).code for code in accept}
        if any(code not in codes or not stopping[code] for code in stopping):
            return Sending(NOT_READY, report, finished=finished, dry_run=dry_run)
        accepted = {**_waived(report), **dict.fromkeys(stopping, because)}
        files = _outgoing(source, report)
        names = tuple(spec.name for spec in profile.files)
        sending = over_the_line(
            lambda connection: Submission(workspace, connection, source, report, accepted, clock, names).send(
                files, dry_run=dry_run, planned=planned, progress=progress, cancelled=cancelled
            )
        )
        if finished:
            # What the earlier run began is this very set: it was sent, by both runs together.
            is_this = sending.outcome == UNCHANGED and sending.submission == finished
            sending = replace(sending, finished=finished, outcome=SENT if is_this else sending.outcome)
        if sending.outcome == SENT:
            sending = replace(sending, copy=_copied(workspace, sending.submission, files, tell))
        return sending


def _finish(
    workspace: Workspace,
    connection: "Connection",
    clock: Callable[[], datetime],
    tell: Callable[[str], None] | None,
) -> str:
    """Finish the sending that was cut off; return its submission, nothing where it can't be."""
    finished = finish_interrupted(workspace, connection, clock)
    name = str(finished["submission"]) if finished else ""
    if tell is not None:
        tell(
            f"An earlier sending was cut off between renames; it is finished now: {name}."
            if name
            else "An earlier sending was cut off, and not all of it is there any more: all files go anew."
        )
    return name


def _copied(
    workspace: Workspace,
    submission: str,
    files: "Iterable[OutgoingFile]",
    tell: Callable[[str], None] | None,
) -> Path | None:
    """Keep a copy where the settings ask for it; that none could be kept is told and makes nothing unsent."""
    from dde_tui.workspace.copies import keep_copy

    wanted = {file.name: file.blocks for file in files}
    try:
        return keep_copy(workspace.state, submission, wanted, workspace.settings.send.copies)
    except DdeError as error:
        if tell is not None:
            tell(f"No copy of what was sent could be kept: {error.happened}")
        return None


def _waived(report: "Report") -> dict[str, str]:
    """Return why findings that would stop the files are waived, by their codes: CLI shall know it too."""
    from checks.finding import Severity, WaiverState

    reasons: dict[str, list[str]] = {}
    for use in report.waivers:
        if use.state is WaiverState.APPLIED and use.by_severity.get(Severity.ERROR):
            reason = f"waived until {use.waiver.until}: {use.waiver.because}"
            reasons.setdefault(use.waiver.code, []).append(reason)
    return {code: "; ".join(each) for code, each in reasons.items()}


def _outgoing(source: "FileSet", report: "Report") -> "list[OutgoingFile]":
    """Return every checked file; while it is sent its bytes must prove to be those that were checked."""
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


def as_json(sending: Sending) -> dict[str, Any]:
    """Return the sending as plain data: schema `dde-send/1`."""
    keys = ("file", "bytes", "sha256", "verified")
    return {
        "schema": "dde-send/1",
        "outcome": sending.outcome,
        "submission": sending.submission or None,
        "files": [{key: file[key] for key in keys} for file in sending.files],
        "counts": {severity.value: count for severity, count in sending.report.counts.items()},
        "dry_run": sending.dry_run,
        "would_send": sending.would_send,
        "plan": [{"file": each.file, "does": each.does, "begun": each.begun} for each in sending.plan],
        "left": list(sending.left),
        "accepted": [{"code": code, "because": why} for code, why in sending.accepted.items()],
    }


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    because = (options.because or "").strip()
    if bool(options.accept) != bool(because):
        raise UsageError(
            "--accept and --because go together.", to_do="Say why CLI should take the files as they are."
        )
    with stopped_by_ctrl_c() as cancelled:
        try:
            sending = _sent(call, because, cancelled)
        except KeyboardInterrupt:
            if unfinished(call.workspace.journal.events()) is None:
                raise
            raise CancelledError(
                "Stopped.",
                meaning="The files were just getting their names: each is whole, new or as before.",
                to_do="Send again: that is finished before anything else.",
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
            console.narrate("Ctrl+C came too late: everything was sent already.")
        if call.wants_json:
            console.json(as_json(sending))
        else:
            for line in as_lines(sending):
                console.say(line)
    return ExitCode.NOT_READY if sending.outcome == NOT_READY else ExitCode.DONE


def _sent(call: Call, because: str, cancelled: Callable[[], bool]) -> Sending:
    """Send as the command line says, with progress on the terminal."""
    from dde_tui.securestor.auth.keyboard_interactive import asked_at

    options, console = call.options, call.console
    with (
        console.progress("Checking", as_json=call.wants_json) as checking,
        console.progress("Sending", as_json=call.wants_json, words=moving_in_words) as sent,
    ):

        def show(moved: "FileProgress") -> None:
            sent(Progress(moved.file, 0, moved.all_done, moved.all_total))

        return send(
            call.workspace,
            Path(options.path) if options.path else call.workspace.files,
            call.environ,
            call.clock,
            accept=[code for part in options.accept for code in part.split(",")],
            because=because,
            dry_run=options.dry_run,
            checking=checking,
            progress=show,
            tell=console.narrate,
            ask=asked_at(console),
            cancelled=cancelled,
        )


def as_lines(sending: Sending) -> Iterable[str]:
    """Yield what became of a sending, in words."""
    from checks.finding import Severity

    errors = sending.report.counts[Severity.ERROR]
    if sending.outcome == NOT_READY:
        yield f"Nothing was sent: the files have {errors:,} {'error' if errors == 1 else 'errors'}."
        for code, assumed in may_accept(sending.report).items():
            note = "its basis is assumed; --accept sends it nevertheless" if assumed else "must be mended"
            yield f"  {code} {sending.report.rules[code].name}: {note}"
        yield "See `dde check` for each place."
        return
    foreseen = {each.file: f"  {plan_in_words(each)}" for each in sending.plan}
    for file in sending.files:
        words = foreseen.get(file["file"], "")
        yield f"  {file['file']:<21} {file['bytes']:>12,} bytes  {file['sha256'][:16]}{words}"
    if sending.would_send:
        going = sum(each.does != "equal" for each in sending.plan)
        yield (
            f"{going} of {len(sending.files)} files would be sent; nothing was changed."
            if going
            else "All of them stand there; only the record of this set would be new; nothing was changed."
        )
    elif sending.outcome == UNCHANGED:
        yield "SecureStor already holds exactly these files; nothing was sent."
    else:
        yield f"Sent as {sending.submission}; every file was read back and is what was checked."
    if sending.copy is not None:
        yield f"A copy is kept in .dde/copies/{sending.copy.name}: students' data, not encrypted by dde."
    for name in sending.left:
        yield f"! {name} of an earlier sending still lies on SecureStor; ask CLI whether it should."
    for code, why in sending.accepted.items():
        yield f"  with {code} accepted: {why}"


def plan_in_words(each: "PlannedFile") -> str:
    """Return what would become of a file."""
    words = {
        "new": "new",
        "replaces": "replaces the one there",
        "equal": "stands there, equal",
        "unknown": "would be sent; nobody may look what stands there",
    }[each.does]
    return f"{words}, goes on after {each.begun:,} bytes" if each.begun else words


COMMAND = Command(
    name="send",
    sentence="Check everything, upload, verify, and record the submission.",
    run=_run,
    options=(
        Option("path", "The folder or zip to send; without one, the workspace's folder files/."),
        Option("--dry-run", "Say what would become of each file; change nothing.", switch=True),
        Option("--yes", "Approve a sending that is held; nothing is held by this version.", switch=True),
        Option(
            "--accept", "Send with findings of this code, if its basis is assumed.", metavar="CODE", many=True
        ),
        Option("--because", "Why they are accepted; recorded in journal and receipt.", metavar="TEXT"),
        JSON,
    ),
    examples=(
        Example("dde send", "the folder files/ of the workspace"),
        Example("dde send roster.zip --dry-run", "what would happen"),
        Example(
            'dde send --accept DDE703 --because "CLI said demographics may follow"',
            "with findings that rest on an assumption",
        ),
    ),
)

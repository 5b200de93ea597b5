"""Send a file set: check everything, upload, verify, publish together, record."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from checks.progress import Progress
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.submission import FAILED, NOT_READY, UNCHANGED, Sending, Submission
from dde_tui.errors import SourceChangedError, TransferError, UsageError
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.progress import Tell
    from checks.source import FileSet
    from dde_tui.securestor.sending import Outgoing
    from dde_tui.securestor.sending import Progress as Uploading


def may_accept(report: "Report") -> dict[str, bool]:
    """Return, for each rule that stops the files, whether a person may send them nevertheless.

    Every place must rest on an assumption; places beyond the report's limit are taken not to.
    """
    from checks.finding import Severity
    from checks.profile import Basis

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
        progress: told file, bytes done and bytes in all.
        cancelled: asked often; when true, the server is left as it was.

    Raises:
        LockedError: another run works in this workspace.
        UnknownCodeError: `accept` names a rule that is not there.
        SourceError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    from checks.engine import check
    from checks.profile import load_profile
    from checks.rules import find_rule
    from checks.source import open_file_set
    from dde_tui.securestor.access import open_connection

    with run_lock(workspace):
        now = clock()
        source = open_file_set(path)
        profile = load_profile(workspace.profile)
        today = now.astimezone(workspace.calendar.zone).date()
        report = check(
            source,
            profile,
            today=today,
            waivers=workspace.waivers,
            progress=checking,
            cancelled=cancelled,
        )
        stopping = may_accept(report)
        codes = {find_rule(code).code for code in accept}
        if any(code not in codes or not stopping[code] for code in stopping):
            return Sending(NOT_READY, report, dry_run=dry_run)
        accepted = {**_waived(report), **dict.fromkeys(stopping, because)}
        files = _outgoing(source, report)
        with open_connection(workspace, environ) as connection:
            names = tuple(spec.name for spec in profile.files)
            return Submission(workspace, connection, report, accepted, clock, names).send(
                files, dry_run=dry_run, progress=progress, cancelled=cancelled
            )


def _waived(report: "Report") -> dict[str, str]:
    """Return why findings that would stop the files are waived, by their codes: CLI shall know it too."""
    from checks.finding import Severity
    from checks.waivers import WaiverState

    reasons: dict[str, list[str]] = {}
    for use in report.waivers:
        if use.state is WaiverState.APPLIED and use.by_severity.get(Severity.ERROR):
            reason = f"waived until {use.waiver.until}: {use.waiver.because}"
            reasons.setdefault(use.waiver.code, []).append(reason)
    return {code: "; ".join(each) for code, each in reasons.items()}


def _outgoing(source: "FileSet", report: "Report") -> "list[Outgoing]":
    """Return the bytes of every checked file; they must still be the bytes that were checked."""
    from dde_tui.securestor.sending import Outgoing

    by_name = {file.name: file for file in source.files}
    files = []
    for checked in report.files:
        file = by_name[checked.found]
        if not file.is_unchanged() or hashlib.sha256(data := file.read()).hexdigest() != checked.sha256:
            raise SourceChangedError(
                f"{checked.file} changed after it was checked.",
                meaning="Nothing was sent.",
                to_do="Wait until the export is finished, then send again.",
            )
        files.append(Outgoing(checked.file, data, checked.sha256))
    return files


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
    try:
        with (
            console.progress("Checking", as_json=call.wants_json) as checking,
            console.progress("Sending", as_json=call.wants_json) as sent,
        ):

            def show(file: str, done: int, total: int) -> None:
                sent(Progress(file, 0, done, total))

            sending = send(
                call.workspace,
                Path(options.path) if options.path else call.workspace.files,
                call.environ,
                call.clock,
                accept=[code for part in options.accept for code in part.split(",")],
                because=because,
                dry_run=options.dry_run,
                checking=checking,
                progress=show,
            )
    except TransferError as error:
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
    if call.wants_json:
        console.json(as_json(sending))
    else:
        for line in as_lines(sending):
            console.say(line)
    return ExitCode.NOT_READY if sending.outcome == NOT_READY else ExitCode.DONE


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
    for file in sending.files:
        yield f"  {file['file']:<21} {file['bytes']:>12,} bytes  {file['sha256'][:16]}"
    if sending.would_send:
        yield "These files would be sent; nothing was changed."
    elif sending.outcome == UNCHANGED:
        yield "SecureStor already holds exactly these files; nothing was sent."
    else:
        yield f"Sent as {sending.submission}; every file was read back and is what was checked."
    for name in sending.left:
        yield f"! {name} of an earlier sending still lies on SecureStor; ask CLI whether it should."
    for code, why in sending.accepted.items():
        yield f"  with {code} accepted: {why}"


COMMAND = Command(
    name="send",
    sentence="Check everything, upload, verify, and record the submission.",
    run=_run,
    options=(
        Option("path", "The folder or zip to send; without one, the workspace's folder files/."),
        Option("--dry-run", "Say what would be sent; change nothing.", switch=True),
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

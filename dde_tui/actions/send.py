"""Send a file set: check everything, upload, verify, publish together, record."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import SourceChangedError, TransferError, UsageError
from dde_tui.process.events import Event, Kind
from dde_tui.process.progress import progress as progress_of
from dde_tui.workspace.disk import private_folder, replace_file
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.source import FileSet
    from dde_tui.desk.exchange import Receipt
    from dde_tui.securestor.connection import Connection
    from dde_tui.securestor.sending import Outgoing, Progress

SENT, UNCHANGED, NOT_READY, FAILED = "sent", "unchanged", "not-ready", "failed"


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a sending."""

    outcome: str
    report: "Report"
    submission: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    """For each file: file, bytes, sha256, verified."""
    receipt: Path | None = None
    accepted: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    """Codes that may not be accepted, because their basis is not an assumption."""
    dry_run: bool = False
    """Whether these files would have been sent, had it not been a rehearsal."""


def may_accept(report: "Report") -> dict[str, bool]:
    """Return, for each rule that stops the files, whether a person may send them nevertheless.

    Every place must rest on an assumption; places beyond the report's limit are taken not to.
    """
    from checks.finding import Severity
    from checks.profile import Basis

    stopping: dict[str, bool] = {}
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            rule = report.rules[finding.code]
            assumed = finding.basis is Basis.ASSUMED and rule.shown == rule.count
            stopping[finding.code] = stopping.get(finding.code, True) and assumed
    return stopping


def send(
    workspace: Workspace,
    path: Path,
    environ: Mapping[str, str],
    clock: Callable[[], datetime],
    *,
    accept: Iterable[str] = (),
    because: str = "",
    dry_run: bool = False,
    checking: Callable[[int, int], None] | None = None,
    progress: "Progress | None" = None,
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
        checking: told how far the check is, in bytes.
        progress: told file, bytes done and bytes in all.
        cancelled: asked often; when true, the server is left as it was.

    Raises:
        LockedError: another run works in this workspace.
        SourceError, UnknownServerError, LoginError, TransferError, CancelledError.
    """
    from checks.engine import check
    from checks.profile import load_profile
    from checks.source import open_file_set
    from dde_tui.securestor.access import open_connection

    with run_lock(workspace):
        now = clock()
        source = open_file_set(path)
        profile = load_profile(workspace.profile)
        report = check(source, profile, today=now.date(), progress=checking, cancelled=cancelled)
        stopping = may_accept(report)
        codes = {code.strip().upper() for code in accept}
        refused = tuple(code for code in stopping if code in codes and not stopping[code])
        if any(code not in codes or not stopping[code] for code in stopping):
            return Sending(NOT_READY, report, refused=refused)
        accepted = dict.fromkeys(stopping, because)
        files = _outgoing(source, report)
        with open_connection(workspace, environ) as connection:
            return _Run(workspace, connection, report, accepted, clock).send(
                files, dry_run=dry_run, progress=progress, cancelled=cancelled
            )


def _outgoing(source: "FileSet", report: "Report") -> "list[Outgoing]":
    """Return the bytes of every checked file; they must still be the bytes that were checked."""
    from dde_tui.securestor.sending import Outgoing

    by_name = {file.name: file for file in source.files}
    files = []
    for checked in report.files:
        data = by_name[checked.file].read()
        if hashlib.sha256(data).hexdigest() != checked.sha256:
            raise SourceChangedError(
                f"{checked.file} changed after it was checked.",
                meaning="Nothing was sent.",
                to_do="Wait until the export is finished, then send again.",
            )
        files.append(Outgoing(checked.file, data, checked.sha256))
    return files


@dataclass(frozen=True, slots=True)
class _Run:
    """One sending over an open connection."""

    workspace: Workspace
    connection: "Connection"
    report: "Report"
    accepted: Mapping[str, str]
    clock: Callable[[], datetime]

    def send(
        self,
        files: "list[Outgoing]",
        *,
        dry_run: bool,
        progress: "Progress | None",
        cancelled: Callable[[], bool] | None,
    ) -> Sending:
        from dde_tui.securestor.sending import already_there, send_files

        rows = {file.file: file.rows for file in self.report.files}
        listed: tuple[dict[str, Any], ...] = tuple(
            {
                "file": file.name,
                "bytes": len(file.data),
                "sha256": file.sha256,
                "rows": rows[file.name],
                "verified": "read-back",
            }
            for file in files
        )
        events = self.workspace.journal.events()
        unfinished = _unfinished(events, listed)
        there = already_there(self.connection, files)
        if there and unfinished is None:
            return Sending(UNCHANGED, self.report, _last_submission(events), listed, accepted=self.accepted)
        if dry_run:
            return Sending(UNCHANGED, self.report, files=listed, accepted=self.accepted, dry_run=True)
        submission = unfinished or self._name(listed)
        if not there:
            send_files(
                self.connection,
                files,
                before_publish=lambda: self._intend(submission, listed),
                progress=progress,
                cancelled=cancelled,
            )
        receipt = self._record(submission, listed, events)
        return Sending(SENT, self.report, submission, listed, receipt, self.accepted)

    def _name(self, listed: Iterable[Mapping[str, Any]]) -> str:
        content = hashlib.sha256("".join(file["sha256"] for file in listed).encode()).hexdigest()
        return f"{self.clock().astimezone(UTC):%Y%m%dT%H%M%SZ}-{content[:8]}"

    def _intend(self, submission: str, listed: Iterable[Mapping[str, Any]]) -> None:
        data = {"submission": submission, "files": list(listed)}
        self.workspace.journal.append(Kind.SENDING, data, self.clock())

    def _record(self, submission: str, listed: tuple[dict[str, Any], ...], events: Iterable[Event]) -> Path:
        """Write both receipts, then the journal's event: until that stands, the next run does this anew."""
        from dde_tui.desk.exchange import Receipt, is_prepared

        now, settings = self.clock(), self.workspace.settings
        after = progress_of([*events, Event(Kind.SUBMITTED, now)], now, self.workspace.calendar)
        server = self.connection.server
        receipt = Receipt(
            submission=submission,
            district=settings.district.name,
            sent=now,
            round=after.steps[after.next.step - 1].round,
            files=listed,
            accepted=tuple({"code": code, "because": why} for code, why in self.accepted.items()),
            counts={severity.value: count for severity, count in self.report.counts.items()},
            server=server.where,
            host_key=self.connection.host_key.fingerprint,
        )
        folder = self.connection.folder()
        if is_prepared(folder) and not folder.exists(receipt.path):
            folder.write_new(receipt.path, receipt.encode())
        private_folder(self.workspace.state / "receipts")
        path = self.workspace.state / "receipts" / f"{submission}.json"
        replace_file(path, receipt.encode())
        self.workspace.journal.append(Kind.SUBMITTED, _submitted(receipt), now)
        return path


def _submitted(receipt: "Receipt") -> dict[str, Any]:
    return {
        "submission": receipt.submission,
        "files": [dict(file) for file in receipt.files],
        "accepted": [dict(each) for each in receipt.accepted],
        "counts": dict(receipt.counts or {}),
    }


def _unfinished(events: Iterable[Event], listed: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the submission whose renames were begun for just these files but never recorded."""
    begun: dict[str, Any] = {}
    for event in events:
        if event.kind is Kind.SENDING:
            begun = dict(event.data)
        elif event.kind is Kind.SUBMITTED and event.data.get("submission") == begun.get("submission"):
            begun = {}
    hashes = {file["file"]: file["sha256"] for file in listed}
    if begun and {file["file"]: file["sha256"] for file in begun["files"]} == hashes:
        return str(begun["submission"])
    return None


def _last_submission(events: Iterable[Event]) -> str:
    names = [str(event.data.get("submission", "")) for event in events if event.kind is Kind.SUBMITTED]
    return names[-1] if names else ""


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
        "accepted": [{"code": code, "because": why} for code, why in sending.accepted.items()],
    }


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    because = (options.because or "").strip()
    if bool(options.accept) != bool(because):
        raise UsageError(
            "--accept and --because go together.", to_do="Say why CLI should take the files as they are."
        )
    bar: dict[str, Callable[[int, int], None] | None] = {}

    def show(file: str, done: int, total: int) -> None:
        shown = bar.setdefault(file, console.progress(file))
        if shown:
            shown(done, total)

    try:
        sending = send(
            call.workspace,
            Path(options.path) if options.path else call.workspace.files,
            call.environ,
            call.clock,
            accept=[code for part in options.accept for code in part.split(",")],
            because=because,
            dry_run=options.dry_run,
            checking=console.progress("Checked bytes"),
            progress=show if not call.wants_json else None,
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
    if sending.dry_run:
        yield "These files would be sent; nothing was changed."
    elif sending.outcome == UNCHANGED:
        yield "SecureStor already holds exactly these files; nothing was sent."
    else:
        yield f"Sent as {sending.submission}; every file was read back and is what was checked."
    for code, why in sending.accepted.items():
        yield f"  with {code} accepted: {why}"


COMMAND = Command(
    name="send",
    sentence="Check everything, upload, verify, and record the submission.",
    run=_run,
    options=(
        Option("path", "The folder or zip to send; without one, the workspace's folder files/."),
        Option("--dry-run", "Say what would be sent; change nothing.", switch=True),
        Option("--yes", "Approve a sending that is held.", switch=True),
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

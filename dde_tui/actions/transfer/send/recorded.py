"""Record files that another program sent, such as WinSCP, ClassLink or Skyward, so that CLI's clock runs."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from checks.errors import ExitCode
from checks.file_record import FileRecord
from dde_tui.actions.command import Call
from dde_tui.actions.process.doubt import ask_if_doubtful
from dde_tui.actions.transfer.send.record import SubmissionRecord, found_by_code
from dde_tui.actions.transfer.send.submission import SENT
from dde_tui.errors import UsageError
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import moment, parse_moment, refuse_future
from dde_tui.workspace.folder import Workspace

CLIENT = "another program"


def record_sent(workspace: Workspace, at: datetime, path: Path | None) -> SubmissionRecord:
    """Record a sending of another program and return it.

    Args:
        workspace: whose files they are.
        at: when they were sent.
        path: a copy of the files, whose hashes and findings are recorded; None where there is none.

    Raises:
        SourceError: the copy can't be read.
    """
    record = _of_copy(workspace, at, path) if path else SubmissionRecord(_name(at, ()), client=CLIENT)
    workspace.record(EventKind.SUBMITTED, record.to_data(), at)
    return record


def run_recorded(call: Call) -> ExitCode:
    """Answer `dde send --recorded`.

    Raises:
        UsageError: there is no time, or it is in the future.
    """
    options, console, workspace = call.options, call.console, call.workspace
    if not options.at:
        raise UsageError(
            "--recorded needs --at: when were the files sent?",
            meaning="Nothing was recorded; CLI's clock starts at that time.",
            to_do="Write for example: dde send --recorded --at 2026-09-15T09:00",
        )
    zone, now = workspace.settings.district.zone, call.clock()
    at = parse_moment(options.at, zone, now)
    refuse_future(at, now)
    if not ask_if_doubtful(call, EventKind.SUBMITTED, at):
        return ExitCode.DONE
    record = record_sent(workspace, at, Path(options.path) if options.path else None)
    if call.wants_json:
        keys = ("file", "bytes", "sha256", "verified")
        files = [{key: getattr(file, key) for key in keys} for file in record.files]
        console.json(
            {
                "schema": "dde-send/1",
                "outcome": SENT,
                "submission": record.submission,
                "files": files,
                "recorded": True,
            }
        )
        return ExitCode.DONE
    what = f"{len(record.files)} files with their hashes" if record.files else "without hashes"
    console.say(f"Recorded: sent by {CLIENT}, {moment(at, zone)}, {what}. CLI's clock runs from then.")
    return ExitCode.DONE


def _of_copy(workspace: Workspace, at: datetime, path: Path) -> SubmissionRecord:
    from checks.engine.options import CheckOptions
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile

    today = at.astimezone(workspace.calendar.zone).date()
    options = CheckOptions(waivers=workspace.waivers)
    report = check(open_file_set(path), load_profile(workspace.profile), today=today, options=options)
    files = tuple(FileRecord(file.file, file.bytes, file.sha256, file.rows) for file in report.files)
    return SubmissionRecord(
        _name(at, files),
        files,
        counts={severity.value: count for severity, count in report.counts.items()},
        findings=found_by_code(report),
        client=CLIENT,
    )


def _name(at: datetime, files: tuple[FileRecord, ...]) -> str:
    content = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()[:8]
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content if files else 'recorded'}"

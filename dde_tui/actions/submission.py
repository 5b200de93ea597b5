"""One submission over an open connection: uploaded, published together, recorded, its receipt left."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dde_tui.errors import TransferError
from dde_tui.process.events import Event, Kind
from dde_tui.process.progress import progress as progress_of
from dde_tui.workspace.disk import private_folder, replace_file
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.finding import Report
    from dde_tui.desk.exchange import Receipt
    from dde_tui.securestor.connection import Connection
    from dde_tui.securestor.sending import Outgoing, Progress

SENT, UNCHANGED, NOT_READY, FAILED = "sent", "unchanged", "not-ready", "failed"
"""What a sending can come to."""


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
    left: tuple[str, ...] = ()
    """Roster files of an earlier sending that lie on the server and are not in this set."""
    dry_run: bool = False
    would_send: bool = False
    """Whether a rehearsal found something to send."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked set on its way to SecureStor."""

    workspace: Workspace
    connection: "Connection"
    report: "Report"
    accepted: Mapping[str, str]
    clock: Callable[[], datetime]
    names: tuple[str, ...]
    """The profile's file names."""

    def send(
        self,
        files: "list[Outgoing]",
        *,
        dry_run: bool,
        progress: "Progress | None",
        cancelled: Callable[[], bool] | None,
    ) -> Sending:
        """Send the set unless SecureStor holds it already, and record it.

        Raises:
            TransferError, CancelledError: as `send_files`; nothing is recorded then.
        """
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
        last = _last_submission(events)
        sent = {file.name for file in files}
        result = Sending(
            UNCHANGED,
            self.report,
            files=listed,
            accepted=self.accepted,
            left=tuple(name for name in self.connection.folder().names() if name in {*self.names} - sent),
            dry_run=dry_run,
        )
        if there and unfinished is None and _hashes(last.get("files", listed)) == _hashes(listed):
            return replace(result, submission=last.get("submission", ""))
        if dry_run:
            planned = tuple({**file, "verified": None} for file in listed)
            return replace(result, files=planned, would_send=True)
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
        return replace(result, outcome=SENT, submission=submission, receipt=receipt)

    def _name(self, listed: Iterable[Mapping[str, Any]]) -> str:
        content = hashlib.sha256("".join(file["sha256"] for file in listed).encode()).hexdigest()
        return f"{self.clock().astimezone(UTC):%Y%m%dT%H%M%SZ}-{content[:8]}"

    def _intend(self, submission: str, listed: Iterable[Mapping[str, Any]]) -> None:
        data = {"submission": submission, "files": list(listed)}
        self.workspace.journal.append(Kind.SENDING, data, self.clock())

    def _record(self, submission: str, listed: tuple[dict[str, Any], ...], events: Iterable[Event]) -> Path:
        """Write both receipts, then the journal's event: until that stands, the next run does this anew."""
        from dde_tui.desk.exchange import Receipt

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
        self._leave_receipt(receipt)
        private_folder(self.workspace.state / "receipts")
        path = self.workspace.state / "receipts" / f"{submission}.json"
        replace_file(path, receipt.encode())
        self.workspace.journal.append(Kind.SUBMITTED, _submitted(receipt), now)
        return path

    def _leave_receipt(self, receipt: "Receipt") -> None:
        """Put the receipt into the exchange folder, where there is one."""
        from dde_tui.desk.exchange import is_prepared, prepare

        folder = self.connection.folder()
        try:
            if is_prepared(folder):
                prepare(folder)
                if not folder.exists(receipt.path):
                    folder.write_new(receipt.path, receipt.encode())
        except TransferError as error:
            error.meaning = "The files are on SecureStor under their names; only their receipt is missing."
            error.to_do = error.to_do or "Send again: nothing is uploaded twice, the receipt is written."
            raise


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
    if begun and _hashes(begun["files"]) == _hashes(listed):
        return str(begun["submission"])
    return None


def _hashes(files: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {str(file["file"]): str(file["sha256"]) for file in files}


def _last_submission(events: Iterable[Event]) -> Mapping[str, Any]:
    """Return the data of the last recorded submission; nothing when there was none."""
    found = [event.data for event in events if event.kind is Kind.SUBMITTED]
    return found[-1] if found else {}

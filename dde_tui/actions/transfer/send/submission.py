"""One submission over an open connection: uploaded, published together, recorded, its receipt left."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from checks.file_record import FileRecord, hashes
from checks.job import Job
from checks.profile.loader import file_called
from checks.progress import Progress
from dde_tui.actions.transfer.send.quiet_period import UNTOUCHED
from dde_tui.actions.transfer.send.receipts import finish_interrupted, intend, last_submission, record
from dde_tui.actions.transfer.send.record import SubmissionRecord, found_by_code
from dde_tui.errors import SourceChangedError
from dde_tui.nightly.holds import Hold
from dde_tui.nightly.snapshot import Snapshot
from dde_tui.nightly.storage import keep_snapshot
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.input.source import FileSet
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.outgoing import OutgoingFile, Transfer
    from dde_tui.securestor.transfer.progress import FileProgress
    from dde_tui.securestor.transfer.remote_state import PlannedFile


_PROOFS = {
    "size": "the size of every file is right; nothing else was verified",
    "hash": "SecureStor's own hash of every file matches what was checked",
    "read-back": "every file was read back and matches what was checked",
}
"""How arrival was verified, from weak to strong: of several methods the weakest is reported."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """A connection is being opened; then the server's files are compared."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What an attempt is about to do, known before its first byte."""

    files: "Sequence[OutgoingFile]"
    """All files, in order."""
    there: frozenset[str]
    """Names of those already there and identical."""


Seen: TypeAlias = "Progress | Connecting | Planned | FileProgress"
"""Progress events of a submission: the check first, then each attempt."""

SENT, UNCHANGED, HELD, NOT_READY, FAILED = "sent", "unchanged", "held", "not-ready", "failed"
"""The outcomes of a submission."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The result of a submission."""

    outcome: str
    report: "Report"
    submission: str = ""
    files: tuple[FileRecord, ...] = ()
    there: frozenset[str] = frozenset()
    """Files that the server already held, identical; they were not sent again."""
    receipt: Path | None = None
    copy: Path | None = None
    """The folder of the set's copy on this computer, where the settings ask for one."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    """Roster files of an earlier sending that are on the server and not in this set."""
    finished: str = ""
    """An earlier submission that was interrupted between its renames and was finished first."""
    dry_run: bool = False
    would_send: bool = False
    """Whether a dry run found something to send."""
    plan: "tuple[PlannedFile, ...]" = ()
    """What a dry run found would happen to each file."""
    hold: Hold | None = None
    """Why the set was held, or what a person approved of it."""
    since: datetime | None = None
    """Since when nothing was sent because of a hold."""

    @property
    def proof(self) -> str:
        """How the arrival of the files was verified; the weakest method that was used."""
        used = {file.verified for file in self.files}
        return next((words for method, words in _PROOFS.items() if method in used), _PROOFS["read-back"])


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked set on its way to SecureStor."""

    workspace: Workspace
    connection: "Connection"
    source: "FileSet"
    report: "Report"
    accepted: Mapping[str, str]
    names: tuple[str, ...]
    """The profile's file names."""
    snapshot: Snapshot
    """What the next sending is compared with."""
    approved: str = ""
    """The ID of the held change that a person approved."""

    def send(self, files: "Sequence[OutgoingFile]", job: "Job[Seen]", *, dry_run: bool) -> Sending:
        """Send the set unless SecureStor holds it already, and record it.

        A submission that was interrupted between its renames is finished first.

        Raises:
            SourceChangedError: the source changed since it was opened; nothing is published then.
            TransferError, CancelledError: as `send_files`; nothing is recorded then.
        """
        from dde_tui.securestor.outgoing import Transfer, TransferOptions
        from dde_tui.securestor.transfer.remote_state import plan_files

        listed = self._listed(files)
        finished = None if dry_run else finish_interrupted(self.workspace, self.connection, job.clock)
        last = last_submission(self.workspace.journal.events())
        is_known = last is not None and hashes(last.files) == hashes(listed)
        is_late = finished is not None and is_known
        if is_late:
            # This same set was just finished: it is too late to cancel.
            job = replace(job, cancelled=lambda: False)
        transfer = Transfer(
            files, TransferOptions.of(self.workspace), self._there(files, job, is_known=is_known)
        )
        result = self._unchanged(transfer, listed, finished, dry_run=dry_run)
        if dry_run:
            result = replace(result, plan=plan_files(self.connection, transfer))
        if not transfer.todo and (is_known or last is None):
            outcome = SENT if is_late else UNCHANGED
            return replace(result, outcome=outcome, submission=last.submission if last else "")
        if dry_run:
            rehearsed = tuple(replace(file, verified=None) for file in listed)
            return replace(result, files=rehearsed, would_send=True)
        job.progress(Planned(files, result.there))
        return self._publish(transfer, result, job)

    def _unchanged(
        self,
        transfer: "Transfer",
        listed: tuple[FileRecord, ...],
        finished: SubmissionRecord | None,
        *,
        dry_run: bool,
    ) -> Sending:
        """Return the result as far as it is known before the first byte."""
        return Sending(
            UNCHANGED,
            self.report,
            files=listed,
            there=frozenset(transfer.there),
            accepted=self.accepted,
            left=self._left(transfer.files),
            finished=finished.submission if finished else "",
            dry_run=dry_run,
        )

    def _publish(self, transfer: "Transfer", result: Sending, job: "Job[Seen]") -> Sending:
        """Upload and publish the files, and record it."""
        from dde_tui.securestor.transfer.send_set import send_files

        submission = self._name(result.files, job.clock())
        intent = SubmissionRecord(submission)

        def before_publish(sent: list[FileRecord]) -> None:
            nonlocal intent
            self._refuse_changed()
            intent = self._intent(submission, result.files, sent)
            keep_snapshot(self.workspace.state, submission, self.snapshot)
            intend(self.workspace, intent, job.clock())

        send_files(self.connection, transfer, before_publish=before_publish, job=job)
        receipt = record(self.workspace, self.connection, intent, job.clock())
        return replace(result, outcome=SENT, submission=submission, files=intent.files, receipt=receipt)

    def _refuse_changed(self) -> None:
        """Raise if the source changed since it was checked: the export was still running."""
        changed = sorted(self.source.changed())
        if changed:
            raise SourceChangedError(
                f"{', '.join(dict.fromkeys(map(file_called, changed)))} changed while the files were sent.",
                meaning=UNTOUCHED,
                to_do="Wait until the export is finished, then send again: the files will be checked again.",
            )

    def _listed(self, files: "Iterable[OutgoingFile]") -> tuple[FileRecord, ...]:
        from dde_tui.securestor.outgoing import TransferOptions

        rows = {file.file: file.rows for file in self.report.files}
        verified = TransferOptions.of(self.workspace).verify
        return tuple(
            FileRecord(file.name, file.size, file.sha256, rows[file.name], verified) for file in files
        )

    def _there(self, files: "Sequence[OutgoingFile]", job: "Job[Seen]", *, is_known: bool) -> frozenset[str]:
        from dde_tui.securestor.outgoing import TransferOptions
        from dde_tui.securestor.transfer.remote_state import already_there

        options = TransferOptions.of(self.workspace)
        if options.collects:
            # Such a server keeps nothing to compare with, so the journal decides.
            return frozenset(file.name for file in files) if is_known else frozenset()
        return already_there(self.connection, files, options, job)

    def _left(self, files: "Iterable[OutgoingFile]") -> tuple[str, ...]:
        from dde_tui.securestor.faults import RefusedError

        others = {*self.names} - {file.name for file in files}
        with suppress(RefusedError):  # a folder that may only be written to
            return tuple(name for name in self.connection.folder().names() if name in others)
        return ()

    def _name(self, listed: Iterable[FileRecord], now: datetime) -> str:
        content = hashlib.sha256("".join(file.sha256 for file in listed).encode()).hexdigest()
        return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content[:8]}"

    def _intent(
        self, submission: str, listed: Iterable[FileRecord], sent: Iterable[FileRecord]
    ) -> SubmissionRecord:
        proofs = {each.file: each.verified for each in sent}
        return SubmissionRecord(
            submission,
            tuple(replace(file, verified=proofs[file.file]) for file in listed),
            dict(self.accepted),
            {severity.value: count for severity, count in self.report.counts.items()},
            found_by_code(self.report),
            approved=self.approved,
        )

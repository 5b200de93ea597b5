"""One submission over an open connection: uploaded, published together, recorded, its receipt left."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from checks.job import Job
from checks.progress import Progress
from checks.visible import visible
from dde_tui.actions.transfer.send.quiet_period import UNTOUCHED
from dde_tui.actions.transfer.send.receipts import finish_interrupted, hashes, intend, last_submission, record
from dde_tui.errors import SourceChangedError
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.input.source import FileSet
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.outgoing import OutgoingFile, SentFile, Transfer
    from dde_tui.securestor.transfer.progress import FileProgress
    from dde_tui.securestor.transfer.remote_state import PlannedFile


@dataclass(frozen=True, slots=True)
class Connecting:
    """That a connection is opened; then what stands on the server is compared."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a try is about to do, known before its first byte."""

    files: "Sequence[OutgoingFile]"
    """All files, in order."""
    there: frozenset[str]
    """Names of those that stand there, equal."""


Seen: TypeAlias = "Progress | Connecting | Planned | FileProgress"
"""What the progress of a sending is told as: how far the check is, then what each try does."""

SENT, UNCHANGED, NOT_READY, FAILED = "sent", "unchanged", "not-ready", "failed"
"""What a sending can come to."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a sending."""

    outcome: str
    report: "Report"
    submission: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    """For each file: file, bytes, sha256, rows, verified."""
    there: frozenset[str] = frozenset()
    """Files that the server held already, equal; they were not sent again."""
    receipt: Path | None = None
    copy: Path | None = None
    """The folder of the set's copy on this computer, where the settings ask for one."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    """Roster files of an earlier sending that lie on the server and are not in this set."""
    finished: str = ""
    """An earlier submission that had died between its renames and was finished first."""
    dry_run: bool = False
    would_send: bool = False
    """Whether a rehearsal found something to send."""
    plan: "tuple[PlannedFile, ...]" = ()
    """What a rehearsal found would become of each file."""


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

    def send(self, files: "Sequence[OutgoingFile]", job: "Job[Seen]", *, dry_run: bool) -> Sending:
        """Send the set unless SecureStor holds it already, and record it.

        A sending that died between its renames is finished before anything else.

        Raises:
            SourceChangedError: somebody wrote into the source since it was opened; nothing is published then.
            TransferError, CancelledError: as `send_files`; nothing is recorded then.
        """
        from dde_tui.securestor.outgoing import Transfer, TransferOptions
        from dde_tui.securestor.transfer.remote_state import plan_files

        listed = self._listed(files)
        finished = None if dry_run else finish_interrupted(self.workspace, self.connection, job.clock)
        last = last_submission(self.workspace.journal.events())
        is_known = hashes(last.get("files", ())) == hashes(listed)
        is_late = finished is not None and is_known
        if is_late:
            # This very set was finished now: whoever wants to stop it is too late.
            job = replace(job, cancelled=lambda: False)
        transfer = Transfer(
            files, TransferOptions.of(self.workspace), self._there(files, job, is_known=is_known)
        )
        result = self._unchanged(transfer, listed, finished, dry_run=dry_run)
        if dry_run:
            result = replace(result, plan=plan_files(self.connection, transfer))
        if not transfer.todo and (is_known or not last):
            outcome = SENT if is_late else UNCHANGED
            return replace(result, outcome=outcome, submission=str(last.get("submission", "")))
        if dry_run:
            rehearsed = tuple({**file, "verified": None} for file in listed)
            return replace(result, files=rehearsed, would_send=True)
        job.progress(Planned(files, result.there))
        return self._publish(transfer, result, job)

    def _unchanged(
        self,
        transfer: "Transfer",
        listed: tuple[dict[str, Any], ...],
        finished: Mapping[str, Any] | None,
        *,
        dry_run: bool,
    ) -> Sending:
        """Return what is true of the sending before its first byte."""
        return Sending(
            UNCHANGED,
            self.report,
            files=listed,
            there=frozenset(transfer.there),
            accepted=self.accepted,
            left=self._left(transfer.files),
            finished=str(finished["submission"]) if finished else "",
            dry_run=dry_run,
        )

    def _publish(self, transfer: "Transfer", result: Sending, job: "Job[Seen]") -> Sending:
        """Bring the files there under their names, and record it."""
        from dde_tui.securestor.transfer.send_set import send_files

        submission = self._name(result.files, job.clock())
        intent: dict[str, Any] = {}

        def before_publish(sent: "list[SentFile]") -> None:
            self._look_again()
            intent.update(self._intent(submission, result.files, sent))
            intend(self.workspace, intent, job.clock())

        send_files(self.connection, transfer, before_publish=before_publish, job=job)
        receipt = record(self.workspace, self.connection, intent, job.clock())
        sent = tuple(intent["files"])
        return replace(result, outcome=SENT, submission=submission, files=sent, receipt=receipt)

    def _look_again(self) -> None:
        """Raise where what was checked and sent is by now not what stands there: the export went on."""
        changed = sorted(self.source.changed())
        if changed:
            raise SourceChangedError(
                f"{visible(', '.join(changed))} changed while the files were sent.",
                meaning=UNTOUCHED,
                to_do="Wait until the export is finished, then send again: the files are checked again.",
            )

    def _listed(self, files: "Iterable[OutgoingFile]") -> tuple[dict[str, Any], ...]:
        from dde_tui.securestor.outgoing import TransferOptions

        rows = {file.file: file.rows for file in self.report.files}
        verified = TransferOptions.of(self.workspace).verify
        return tuple(
            {
                "file": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "rows": rows[file.name],
                "verified": verified,
            }
            for file in files
        )

    def _there(self, files: "Sequence[OutgoingFile]", job: "Job[Seen]", *, is_known: bool) -> frozenset[str]:
        from dde_tui.securestor.outgoing import TransferOptions
        from dde_tui.securestor.transfer.remote_state import already_there

        way = TransferOptions.of(self.workspace)
        if way.collects:
            # Such a server keeps nothing to compare with; what was recorded is all there is to know.
            return frozenset(file.name for file in files) if is_known else frozenset()
        return already_there(self.connection, files, way, job)

    def _left(self, files: "Iterable[OutgoingFile]") -> tuple[str, ...]:
        from dde_tui.securestor.faults import RefusedError

        others = {*self.names} - {file.name for file in files}
        with suppress(RefusedError):  # a folder that may only be written to
            return tuple(name for name in self.connection.folder().names() if name in others)
        return ()

    def _name(self, listed: Iterable[Mapping[str, Any]], now: datetime) -> str:
        content = hashlib.sha256("".join(file["sha256"] for file in listed).encode()).hexdigest()
        return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content[:8]}"

    def _intent(
        self, submission: str, listed: Iterable[Mapping[str, Any]], sent: "Iterable[SentFile]"
    ) -> dict[str, Any]:
        proofs = {each.file: each.verified for each in sent}
        return {
            "submission": submission,
            "files": [{**file, "verified": proofs[file["file"]]} for file in listed],
            "accepted": dict(self.accepted),
            "counts": {severity.value: count for severity, count in self.report.counts.items()},
        }

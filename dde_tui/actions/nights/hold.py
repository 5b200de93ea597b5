"""Weigh a set against what was sent before, record a hold, and approve exactly that change."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checks.errors import DdeError
from checks.file_record import FileRecord, hashes
from dde_tui.errors import SettingsError
from dde_tui.nightly.approvals import (
    GOOD_FOR,
    HeldChange,
    covering,
    held_since,
    last_held,
    standing_approvals,
)
from dde_tui.nightly.baselines import baselines, sent_sets, still_needed
from dde_tui.nightly.holds import Hold, judge
from dde_tui.nightly.limits import limits_on
from dde_tui.nightly.snapshot import only_rows
from dde_tui.nightly.storage import forget_held, keep_held, keep_only, read_held, read_snapshot
from dde_tui.process.events import Event, EventKind
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.job import Job
    from dde_tui.actions.transfer.send.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a set may be sent, as far as its changes go."""

    hold: Hold | None = None
    since: datetime | None = None
    """Since when nothing was sent because of a hold."""
    approved: str = ""
    """The ID of the approval that covers it."""

    @property
    def stops(self) -> bool:
        """Whether a person must approve it first."""
        return self.hold is not None and not self.approved


CLEAR = Verdict()
"""Nothing changes too much."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that was recorded."""

    change: HeldChange
    until: datetime


def weigh(workspace: Workspace, prepared: "Prepared", now: datetime) -> Verdict:
    """Compare a set with the last sending and with that of a week ago.

    A set equal to the last one changes nothing, and the first one has nothing to be compared with.
    """
    events = workspace.journal.events()
    if _is_last_set(events, prepared):
        return CLEAR
    settings = workspace.settings
    today = now.astimezone(workspace.calendar.zone).date()
    earlier = [
        read_snapshot(workspace.state, each.submission) or only_rows(each.rows)
        for each in baselines(sent_sets(events), now)
    ]
    hold = judge(prepared.snapshot, earlier, limits_on(settings.limits, today), prepared.missing)
    if hold is None:
        return CLEAR
    standing = {id_: read_held(workspace.state, id_) for id_ in standing_approvals(events, now)}
    approval = covering(hold.delta, [change for change in standing.values() if change])
    return Verdict(hold, held_since(events), approval.delta.id if approval else "")


def record_held(workspace: Workspace, verdict: Verdict, now: datetime) -> datetime:
    """Record that a set was held, once for each change, and return since when sets are.

    Raises:
        DiskError: the disk refused.
    """
    assert verdict.hold is not None
    held = HeldChange.of(verdict.hold)
    keep_held(workspace.state, held)
    if last_held(workspace.journal.events()) != held.delta.id:
        workspace.record(EventKind.HELD, _data(held), now)
    return verdict.since or now


def approve_verdict(
    workspace: Workspace, verdict: Verdict, because: str, job: "Job[Any]", *, dry_run: bool
) -> Verdict:
    """Approve what was just held, and return that it may be sent; a dry run records nothing."""
    assert verdict.hold is not None
    held = HeldChange.of(verdict.hold)
    if not dry_run:
        approve_held(workspace, held, because, job.clock())
    return replace(verdict, approved=held.delta.id)


def held_change(workspace: Workspace) -> HeldChange | None:
    """Return the change that is held now; None where nothing is.

    Raises:
        SettingsError: its file is missing or damaged.
    """
    hold = last_held(workspace.journal.events())
    held = read_held(workspace.state, hold) if hold else None
    if hold and held is None:
        raise SettingsError(
            "A change is held, but what it was can't be read any more.",
            meaning="Nothing was approved and nothing was sent.",
            to_do="Send again: dde compares the files anew and says what would change.",
        )
    return held


def approve_held(workspace: Workspace, held: HeldChange, because: str, now: datetime) -> Approval:
    """Approve a held change, and only it: for one sending of it or of less.

    Raises:
        DiskError: the journal can't be written.
    """
    keep_held(workspace.state, held)
    data = {**_data(held), "because": because, "until": (now + GOOD_FOR).isoformat()}
    workspace.record(EventKind.APPROVED, data, now)
    return Approval(held, now + GOOD_FOR)


def tidy_after(workspace: Workspace, job: "Job[Any]") -> None:
    """Remove what no later sending is compared with; a failure is only told, because the files are sent."""
    try:
        sent = sent_sets(workspace.journal.events())
        keep_only(workspace.state, still_needed(sent, job.clock()))
        forget_held(workspace.state)
    except DdeError as error:
        job.tell(f"Earlier snapshots could not be removed: {error.happened}")


def _data(held: HeldChange) -> dict[str, Any]:
    """Return what the journal keeps: counts and the hash of the change."""
    return {
        "hold": held.delta.id,
        "removed": held.removed,
        "changed": held.changed,
        "causes": [each.to_data() for each in held.causes],
    }


def _is_last_set(events: list[Event], prepared: "Prepared") -> bool:
    sent = [event.data for event in events if event.kind is EventKind.SUBMITTED and event.data.get("files")]
    if not sent:
        return False
    last = tuple(FileRecord.from_data(each) for each in sent[-1]["files"])
    return hashes(last) == hashes(prepared.report.files)

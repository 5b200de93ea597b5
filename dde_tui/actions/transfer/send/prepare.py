"""Prepare a sending: wait until the files are quiet, open them, check everything."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from checks.errors import SourceError
from checks.job import Job
from checks.visible import visible
from dde_tui.actions.nights.observe import observed
from dde_tui.actions.transfer.send.quiet_period import seconds_to_wait, wait_until_quiet
from dde_tui.errors import SourceChangedError
from dde_tui.nightly.canaries import Canary
from dde_tui.nightly.snapshot import Snapshot
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.input.source import FileSet, SourceFile
    from checks.profile.model import Profile
    from checks.tables.tables import Tables
    from dde_tui.actions.transfer.send.submission import Seen
    from dde_tui.securestor.outgoing import OutgoingFile


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file set that was checked, whatever the check found."""

    source: "FileSet"
    profile: "Profile"
    report: "Report"
    snapshot: Snapshot
    """Who is in it, to be compared with what was sent before."""
    missing: tuple[Canary, ...] = ()
    """Rows that must be in every set and are not in this one."""

    @property
    def names(self) -> tuple[str, ...]:
        """The profile's file names."""
        return tuple(spec.name for spec in self.profile.files)

    def outgoing(self) -> "list[OutgoingFile]":
        """Return every checked file; its hash is verified again while it is sent."""
        from dde_tui.securestor.outgoing import OutgoingFile

        by_name = {file.name: file for file in self.source.files}
        return [
            OutgoingFile(
                checked.file, checked.bytes, checked.sha256, partial(_chunks, by_name[checked.found])
            )
            for checked in self.report.files
        ]


def prepare(workspace: Workspace, path: Path, job: "Job[Seen]", *, dry_run: bool) -> Prepared:
    """Open and check a file set, once nobody writes into it any more.

    Raises:
        SourceChangedError: the files never stopped changing.
        SourceError: they can't be read.
        CancelledError: the job was cancelled.
    """
    _await_quiet(path, workspace.settings.send.quiet, job, dry_run=dry_run)
    return _checked(workspace, path, job, dry_run=dry_run)


def _await_quiet(path: Path, quiet: float, job: "Job[Seen]", *, dry_run: bool) -> None:
    """Wait for the quiet period (debounce) of an export; a dry run only says that a real run would."""
    if not dry_run:
        wait_until_quiet(path, quiet, job)
    elif left := seconds_to_wait(path, quiet):
        job.tell(f"A real run would now wait at least {left:.0f} s: the files were just written.")


def _checked(workspace: Workspace, path: Path, job: "Job[Seen]", *, dry_run: bool) -> Prepared:
    from checks.engine.options import CheckOptions, Observer
    from checks.engine.run import check
    from checks.input.source import open_file_set
    from checks.rules.choices import load_profile
    from dde_tui.nightly.roster import COLUMNS

    now = job.clock()
    source, profile = open_file_set(path), load_profile(workspace.profile)
    today = now.astimezone(workspace.calendar.zone).date()
    tables: list[Tables] = []
    options = CheckOptions(waivers=workspace.waivers, observer=Observer(COLUMNS, tables.append))
    report = check(source, profile, today=today, options=options, job=job)
    snapshot, missing = observed(workspace, tables[0], report, job.tell, dry_run=dry_run)
    return Prepared(source, profile, report, snapshot, missing)


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

"""Looks at a set that is checked: who is in it, and whether the rows that must always be there are."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from checks.visible import visible
from dde_tui.nightly.canaries import Canary, canary_of, missing
from dde_tui.nightly.snapshot import Snapshot
from dde_tui.nightly.storage import hasher_of
from dde_tui.workspace.folder import SETTINGS_FILE, Workspace
from dde_tui.workspace.settings import change_settings

if TYPE_CHECKING:
    from checks.finding import Report
    from checks.tables.tables import Tables


def observed(
    workspace: Workspace, tables: "Tables", report: "Report", tell: Callable[[str], None], *, dry_run: bool
) -> tuple[Snapshot, tuple[Canary, ...]]:
    """Return the snapshot of a checked set, and the canaries that are missing in it; a dry run keeps nothing.

    Raises:
        DiskError: the key of the hashes can't be kept.
    """
    from dde_tui.nightly.roster import ids_in, snapshot_of

    hasher = hasher_of(workspace.state, keep=not dry_run)
    rows = {file.file: file.rows for file in report.files}
    canaries = [canary_of(text, hasher) for text in workspace.settings.limits.canaries]
    if not dry_run:
        _keep_hashed(workspace, canaries, tell)
    there = {file: ids_in(tables, file, hasher) for file in {each.file for each in canaries}}
    return snapshot_of(tables, rows, hasher), tuple(missing(canaries, there))


def _keep_hashed(workspace: Workspace, canaries: Sequence[Canary], tell: Callable[[str], None]) -> None:
    """Put the hashes into the settings, in place of IDs that a person wrote there."""
    hashed = tuple(map(str, canaries))
    if hashed != workspace.settings.limits.canaries:
        change_settings(workspace.settings_file, {"limits.canaries": hashed})
        tell(f"The canaries in {visible(SETTINGS_FILE)} are kept as keyed hashes from now on.")

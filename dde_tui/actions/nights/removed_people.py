"""Who would be removed by a held change: their IDs and names, read again from the set that was sent last.

Nothing of theirs is kept with the hold. So they are looked up in the copy of that set, or in the files that
lie on SecureStor, and shown on a screen only.
"""

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.errors import DdeError
from checks.job import Job
from checks.visible import visible
from dde_tui.actions.command import Call
from dde_tui.nightly.baselines import sent_sets
from dde_tui.nightly.holds import Delta
from dde_tui.nightly.snapshot import Kind
from dde_tui.nightly.storage import hasher_of
from dde_tui.workspace.files.copies import copies_in
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from checks.input.source import FileSet
    from checks.tables.tables import Tables

SHOWN = 20
"""How many are listed in text; the app lists all."""
_FILES = ("orgs.csv", "classes.csv", "users.csv")
_LARGEST = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Removed:
    """One student, teacher or homeroom that would be removed."""

    kind: Kind
    id: str
    name: str


def removed_people(workspace: Workspace, delta: Delta, job: Job[Any]) -> tuple[Removed, ...]:
    """Return who would be removed; empty where no earlier set can be read.

    Raises:
        CancelledError: the job was cancelled.
        DdeError: the copy or SecureStor can't be read.
    """
    wanted = delta.removed
    if not any(wanted.values()):
        return ()
    source = _copy(workspace) or _on_server(workspace, job)
    return tuple(_found(workspace, source, wanted, job)) if source else ()


def tell_who(call: Call, delta: Delta) -> None:
    """List on the terminal, or with --show-values, who would be removed."""
    if not (call.console.is_terminal or call.options.show_values):
        return
    try:
        people = removed_people(call.workspace, delta, call.job())
    except DdeError as error:
        call.console.narrate(f"Who they are can't be listed: {error.happened}")
        return
    many = None if call.options.show_values else SHOWN
    for each in people[:many]:
        call.console.say(f"    {each.kind} {visible(each.id)} {visible(each.name)}")
    if many and len(people) > many:
        call.console.say(f"    and {len(people) - many:,} more; --show-values lists all.")


def _copy(workspace: Workspace) -> "FileSet | None":
    """Return the kept copy of the set that was sent last."""
    from checks.input.source import open_file_set

    sent = sent_sets(workspace.journal.events())
    kept = [path for path in copies_in(workspace.state) if sent and path.name == sent[-1].submission]
    return open_file_set(kept[0]) if kept else None


def _on_server(workspace: Workspace, job: Job[Any]) -> "FileSet | None":
    """Return the files that lie on SecureStor; None where it keeps none, or is not connected."""
    from checks.input.source import FileSet, SourceFile
    from dde_tui.errors import TransferError
    from dde_tui.securestor.open_connection import open_connection

    store = workspace.settings.securestor
    if not store.host or store.collects:
        return None
    held = []
    with open_connection(workspace, job) as connection:
        folder = connection.folder()
        for name in _FILES:
            with suppress(TransferError):
                if folder.size(name) <= _LARGEST:
                    data = b"".join(folder.chunks(name))
                    held.append(SourceFile(name, len(data), partial(io.BytesIO, data), ""))
    return FileSet(Path("SecureStor"), tuple(held))


def _found(
    workspace: Workspace, source: "FileSet", wanted: dict[Kind, frozenset[int]], job: Job[Any]
) -> Iterator[Removed]:
    from checks.engine.options import CheckOptions, Observer
    from checks.engine.run import check
    from checks.rules.choices import load_profile
    from dde_tui.nightly.roster import COLUMNS

    read: list[Tables] = []
    options = CheckOptions(select=("DDE101",), observer=Observer(COLUMNS, read.append))
    today = job.clock().astimezone(workspace.calendar.zone).date()
    check(source, load_profile(workspace.profile), today=today, options=options, job=job.unseen())
    hasher = hasher_of(workspace.state, keep=False)
    for kind, columns in (
        (Kind.TEACHER, ("givenName", "familyName")),
        (Kind.HOMEROOM, ("title",)),
        (Kind.STUDENT, ("givenName", "familyName")),
    ):
        if not read[0].has(kind.file, "sourcedId", *columns):
            continue
        seen: set[str] = set()
        for id_, *names in read[0][kind.file].select("sourcedId", *columns).iter_rows():
            if id_ not in seen and hasher("id", id_) in wanted[kind]:
                seen.add(id_)
                yield Removed(kind, id_, " ".join(names))

"""Record CLI's answers: entered by hand, fetched from the exchange folder, or taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checks.job import Job
from checks.visible import visible
from dde_tui.errors import UsageError
from dde_tui.feedback.answers import (
    ANSWERS,
    Answer,
    already_fetched,
    entered_by_hand,
    known_paths,
    record_name,
)
from dde_tui.feedback.claims import Evidence, why_held
from dde_tui.feedback.held import MOST, Held, read_held, write_held
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import in_order, withdrawn
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

if TYPE_CHECKING:
    from dde_tui.feedback.folder import NotUnderstoodError

_SHORTEST = 4
"""Characters of an ID that a person must type at least."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer in the journal, and whether a person took it back."""

    event: Event
    withdrawn: bool = False

    @property
    def id(self) -> str:
        """Eight hexadecimal digits, short enough to type."""
        recorded_at = self.event.recorded_at or self.event.at
        said = f"{self.event.id} {self.event.kind} {self.event.at.timestamp()} {recorded_at.timestamp()}"
        return hashlib.sha256(said.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch found: the new answers oldest first, and what is held."""

    answers: tuple[Event, ...] = ()
    held: tuple[Held, ...] = ()
    newly: frozenset[str] = frozenset()
    """The IDs of those that no earlier fetch told of."""
    more: int = 0
    """How many are held beyond those, too many to list."""


def record(workspace: Workspace, answer: Answer) -> Event:
    """Record an answer that the contact read in an e-mail or ticket, as `enter` returns it.

    An answer that was already fetched from the exchange folder is kept as a comment, so that it counts once.
    """
    data, kind = answer.data, answer.kind
    if fetched := already_fetched(answer, workspace.journal.events()):
        data, kind = {**data, "repeats": fetched.data["answer"]}, EventKind.COMMENT
    return workspace.record(kind, data, answer.at)


def fetch(workspace: Workspace, job: Job[Any]) -> Fetched:
    """Fetch the answers that are new and record those that can be true, oldest first.

    An answer that the contact already entered by hand is kept as a comment, so that it counts once. The
    others are held: see `why_held`. Each fetch looks at them again.

    Raises:
        TransferError: SecureStor can't be reached.
        SettingsError: the source is a folder, but SecureStor is not connected yet, or its settings changed.
    """
    if not reads_folder(workspace):
        return Fetched()
    from dde_tui.feedback.folder import FolderSource
    from dde_tui.securestor.open_connection import open_connection

    with run_lock(workspace), open_connection(workspace, job) as connection:
        events = workspace.journal.events()
        source = FolderSource(connection.folder())
        found = source.fetch(known_paths(events))
        taken, held = _take(workspace, found, events, job.clock())
        held += [_unclear(error) for error in source.not_understood]
        held, more = held[:MOST], len(held[MOST:])
        before = {each.id: each for each in read_held(workspace.state)}
        held = [replace(each, forgotten=each.id in before and before[each.id].forgotten) for each in held]
        write_held(workspace.state, held)
    shown = tuple(each for each in held if not each.forgotten)
    newly = frozenset(each.id for each in shown) - before.keys()
    return Fetched(tuple(taken), shown, newly, more)


def _take(
    workspace: Workspace, found: Sequence[Answer], events: list[Event], now: datetime
) -> tuple[list[Event], list[Held]]:
    """Record each answer that can be true after those before it, and return the others as held."""
    district, evidence = workspace.settings.district.name, Evidence.of(events, now)
    taken: list[Event] = []
    held: list[Held] = []
    for answer in found:
        if why := why_held(answer, evidence, now, district):
            at = answer.at.isoformat()
            held.append(Held(answer.path, str(answer.kind), at, why, answer.text, answer.review))
            continue
        kind, data = answer.kind, answer.data
        if by_hand := entered_by_hand(answer, events):
            kind, data = EventKind.COMMENT, {**data, "repeats": record_name(by_hand)}
        evidence.answers.add(answer.id)
        events.append(workspace.record(kind, data, answer.at))
        taken.append(replace(events[-1], kind=answer.kind))
    return taken, held


def _unclear(error: "NotUnderstoodError") -> Held:
    return Held(error.path, "unclear", "", f"it can't be understood: {error.why}")


def reads_folder(workspace: Workspace) -> bool:
    """Return whether answers are read from the exchange folder: set in the settings, or in use."""
    settings = workspace.settings
    return settings.feedback.kind == "folder" or settings.securestor.exchange


def recorded(workspace: Workspace) -> list[Recorded]:
    """Return every answer the journal holds, oldest first, and what only a newer version understands."""
    events = workspace.journal.events()
    gone = withdrawn(events)
    return [
        Recorded(placed.event, placed.event.id in gone)
        for placed in in_order(events, workspace.clock())
        if placed.event.kind in (*ANSWERS, EventKind.COMMENT) or not placed.event.is_known
    ]


def held_now(workspace: Workspace) -> list[Held]:
    """Return the answers that the last fetch held, without those a person took off the list."""
    return [each for each in read_held(workspace.state) if not each.forgotten]


def forget(workspace: Workspace, name: str) -> Recorded | Held:
    """Take back one answer, or take a held one off the list, and return it.

    An answer stays in the journal and in the list, marked; it moves no step any more.

    Args:
        workspace: whose answer it is.
        name: its ID as `dde feedback list` shows it, or the beginning of it.

    Raises:
        UsageError: there is none with this ID or more than one, or it was taken back before.
    """
    answers: list[Recorded | Held] = [*recorded(workspace), *held_now(workspace)]
    found = [each for each in answers if each.id.startswith(name.lower())] if len(name) >= _SHORTEST else []
    if len(found) != 1:
        raise UsageError(
            f"There is no answer with the ID {visible(name, 20)!r}."
            if not found
            else f"More than one answer has an ID that begins with {name!r}.",
            meaning="Nothing was changed.",
            to_do="`dde feedback list` shows the IDs.",
        )
    (meant,) = found
    if isinstance(meant, Held):
        kept = read_held(workspace.state)
        write_held(
            workspace.state, [replace(each, forgotten=each.forgotten or each == meant) for each in kept]
        )
        return meant
    if meant.withdrawn:
        raise UsageError("This answer was already taken back.", meaning="Nothing was changed.")
    workspace.record(EventKind.WITHDRAWN, {"withdraws": meant.event.id, "kind": str(meant.event.kind)})
    return replace(meant, withdrawn=True)

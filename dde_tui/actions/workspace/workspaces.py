"""The districts that this user looks after: whose turn it is in each, and what is due first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from checks.errors import DdeError, ExitCode
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Clock, Command, Example, Option
from dde_tui.actions.process.status import status
from dde_tui.deadline import in_time
from dde_tui.errors import UsageError
from dde_tui.process.progress import Turn
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.seen import forget, remember, seen

PATIENCE = 5.0
"""Seconds to wait for one workspace: a share that is not connected may never answer."""
_AT_ONCE = 8


class Urgency(IntEnum):
    """The order of the list."""

    UNREADABLE = 0
    OVERDUE = 1
    YOURS = 2
    DUE = 3
    NOTHING_DUE = 4
    GONE = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one district stands."""

    path: Path
    urgency: Urgency
    district: str = ""
    zone: str = "UTC"
    turn: str = ""
    sentence: str = ""
    """The next thing to do, or why the workspace can't be read."""
    due: datetime | None = None

    @property
    def order(self) -> tuple[int, float, str, str]:
        """What the list is sorted by: how urgent, when due, name."""
        return (
            self.urgency,
            self.due.timestamp() if self.due else 0,
            self.district.casefold(),
            str(self.path),
        )


def standings(paths: list[Path], clock: Clock, patience: float = PATIENCE) -> list[Standing]:
    """Return where each of these workspaces stands, what is due first first; several are read at once.

    Args:
        paths: folders that were workspaces once.
        clock: tells the time.
        patience: seconds for one; it is unreadable after that.
    """
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        found = readers.map(lambda path: _in_time(path, clock, patience), paths)
        return sorted(found, key=lambda each: each.order)


def _in_time(path: Path, clock: Clock, patience: float) -> Standing:
    try:
        return in_time(lambda: standing(Workspace(path, clock=clock), clock()), patience)
    except TimeoutError:
        return Standing(path, Urgency.UNREADABLE, sentence=f"It did not answer within {patience:g} seconds.")
    except DdeError as error:
        return Standing(path, Urgency.UNREADABLE, sentence=error.sentence)


def standing(workspace: Workspace, now: datetime) -> Standing:
    """Return where a workspace's district stands.

    Raises:
        SettingsError: its settings or its journal cannot be used.
        DiskError: they cannot be read.
    """
    if not workspace.settings_file.exists():
        words = "There is no workspace any more, or its disk is not connected."
        return Standing(workspace.path, Urgency.GONE, sentence=words)
    district = workspace.settings.district
    then = status(workspace, now).next
    urgency = Urgency.YOURS if then.turn is Turn.DISTRICT else Urgency.NOTHING_DUE
    if then.due:
        urgency = Urgency.OVERDUE if then.due < now else Urgency.DUE
    return Standing(
        workspace.path, urgency, district.name, district.zone, then.turn.value, then.sentence, then.due
    )


def as_json(found: list[Standing]) -> dict[str, Any]:
    """Return the list as plain data: schema `dde-workspaces/1`."""
    return {
        "schema": "dde-workspaces/1",
        "workspaces": [
            {
                "path": str(each.path),
                "urgency": each.urgency.name.lower().replace("_", "-"),
                "district": each.district or None,
                "turn": each.turn or None,
                "sentence": each.sentence,
                "due": each.due.isoformat() if each.due else None,
            }
            for each in found
        ],
    }


def as_lines(found: list[Standing]) -> Iterator[str]:
    """Yield the list as text: the district with its turn, then the sentence, then where it is."""
    for each in found:
        name = visible(each.district) or visible(each.path.name)
        yield f"{name}: {_in_words(each)}"
        yield f"    {each.sentence}"
        yield f"    {visible(str(each.path))}"


def _in_words(each: Standing) -> str:
    match each.urgency:
        case Urgency.UNREADABLE:
            return "can't be read"
        case Urgency.GONE:
            return "not there"
        case Urgency.YOURS:
            return "your turn"
        case Urgency.OVERDUE:
            return f"CLI's turn, overdue since {moment(each.due, each.zone)}"
        case Urgency.DUE:
            return f"CLI's turn, due {moment(each.due, each.zone)}"
        case _:
            return "nothing is due"


def _run(call: Call) -> ExitCode:
    if call.options.forget:
        if not forget(Path(call.options.forget)):
            raise UsageError(
                f"{visible(call.options.forget)} is not in the list.",
                to_do="`dde workspaces` shows its folders.",
            )
    elif call.has_workspace:
        remember(call.workspace.path)
    found = standings(seen(), call.clock)
    if call.wants_json:
        call.console.json(as_json(found))
        return ExitCode.DONE
    for line in as_lines(found):
        call.console.say(line)
    if not found:
        call.console.say(
            "No workspace was seen yet. `dde init` makes one; `dde workspaces` inside one adds it."
        )
    return ExitCode.DONE


COMMAND = Command(
    name="workspaces",
    sentence="List the districts you look after, with what is due first.",
    run=_run,
    options=(
        Option("--forget", "Take a workspace off the list; nothing in it is touched.", metavar="DIR"),
        JSON,
    ),
    examples=(
        Example("dde workspaces", "whose turn it is in each, and until when"),
        Example("dde workspaces --json", "for a script that looks after many"),
        Example("dde workspaces --forget old/rostering", "a district that you don't look after any more"),
    ),
)

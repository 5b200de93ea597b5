"""Where the district stands: the seven steps, whose turn it is, until when, and the next thing to do."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example
from dde_tui.process.progress import Progress, State, StepState, Turn, progress
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.folder import Workspace

GLYPHS = {
    State.UPCOMING: "○",
    State.YOURS: "►",
    State.WAITING: "…",
    State.RETURNED: "!",
    State.DONE: "√",
}
WORDS = {
    State.UPCOMING: "to come",
    State.YOURS: "your turn",
    State.WAITING: "CLI's turn",
    State.RETURNED: "returned, your turn",
    State.DONE: "done",
}


def status(workspace: Workspace, now: datetime) -> Progress:
    """Return where the workspace's district stands."""
    return progress(workspace.journal.events(), now, workspace.calendar)


def as_json(district: str, found: Progress) -> dict[str, Any]:
    """Return the status as plain data: schema `dde-status/1`."""
    return {
        "schema": "dde-status/1",
        "district": district,
        "next": {
            "sentence": found.next.sentence,
            "turn": found.next.turn.value,
            "due": _iso(found.next.due),
        },
        "steps": [
            {
                "number": step.number,
                "id": step.id,
                "name": step.name,
                "state": step.state.value,
                "turn": step.turn.value,
                "round": step.round,
                "started": _iso(step.started),
                "due": _iso(step.due),
                "remaining_minutes": step.remaining_minutes,
            }
            for step in found.steps
        ],
    }


def as_lines(district: str, zone: str, found: Progress) -> Iterator[str]:
    """Yield the status as lines of text."""
    yield district
    yield ""
    for step in found.steps:
        yield f"  {GLYPHS[step.state]} {step.number} {step.name:<22} {describe(step, zone)}".rstrip()
    yield ""
    yield f"Next: {found.next.sentence}"
    if found.next.turn is Turn.DISTRICT:
        declared, place = load_steps()[found.next.step - 1], found.next.place
        yield f"      {declared.command if place == declared.place else f'dde {place}'}"
    if any(step.due for step in found.steps):
        yield "Due times follow from CLI's published allowances; none is a promise."


def describe(step: StepState, zone: str) -> str:
    """Return a step's state, round, due time and the rule the time comes from, in words."""
    words = WORDS[step.state]
    if step.state is State.DONE and not step.recorded:
        words = "done (not recorded)"
    if step.round > 1 and step.state is not State.DONE:
        words += f", round {step.round}"
    if step.deadline:
        words += f", {step.deadline.allowance}, until {moment(step.due, zone)}"
    return words


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _run(call: Call) -> ExitCode:
    settings = call.workspace.settings
    found = status(call.workspace, call.clock())
    if call.wants_json:
        call.console.json(as_json(settings.district.name, found))
        return ExitCode.DONE
    for line in as_lines(settings.district.name, settings.district.zone, found):
        call.console.say(line)
    return ExitCode.DONE


COMMAND = Command(
    name="status",
    sentence="Show the seven steps, whose turn it is, and the next thing to do.",
    run=_run,
    options=(JSON,),
    examples=(
        Example("dde status", "where you stand"),
        Example("dde status --json", "the same for a script"),
    ),
)

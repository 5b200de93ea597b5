"""`dde approve`: approve the change that is held, and only it."""

from collections.abc import Iterator
from typing import Any

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, SHOW_VALUES, Call, Command, Example, Option
from dde_tui.actions.nights.hold import Approval, approve_held, held_change
from dde_tui.actions.nights.removed_people import tell_who
from dde_tui.actions.nights.words import causes_in_words
from dde_tui.nightly.approvals import HeldChange
from dde_tui.terminal.time_format import moment


def as_json(approval: Approval | None) -> dict[str, Any]:
    """Return an approval as plain data: schema `dde-approve/1`."""
    return {
        "schema": "dde-approve/1",
        "approved": approval is not None,
        "removed": approval.change.removed if approval else 0,
        "changed": approval.change.changed if approval else 0,
        "until": approval.until.isoformat() if approval else None,
    }


def as_lines(held: HeldChange) -> Iterator[str]:
    """Yield what is held, in words."""
    yield (
        f"Held: {held.removed:,} students, teachers and homerooms would be removed, {held.changed:,} changed."
    )
    yield from causes_in_words(held.causes)


def _run(call: Call) -> ExitCode:
    console = call.console
    held = held_change(call.workspace)
    if held is not None and not call.wants_json:
        for line in as_lines(held):
            console.say(line)
        tell_who(call, held.delta)
    because = (call.options.because or "").strip()
    if held is not None and not because and console.can_ask:
        because = console.ask("Why is this right? (Ctrl+C leaves it held)").strip()
    approval = approve_held(call.workspace, held, because, call.clock()) if held else None
    if call.wants_json:
        console.json(as_json(approval))
    elif approval is None:
        console.say("Nothing is held, so there is nothing to approve.")
    else:
        until = moment(approval.until, call.workspace.settings.district.zone)
        console.say(f"Approved, for one sending until {until}, of this change or less. Now: dde send")
    return ExitCode.DONE


COMMAND = Command(
    name="approve",
    sentence="Approve the change that is held, and only it.",
    run=_run,
    options=(
        Option("--because", "Why the change is right; recorded in the journal.", metavar="TEXT"),
        SHOW_VALUES,
        JSON,
    ),
    examples=(Example('dde approve --because "Lincoln closed in June"', "then send again"),),
)

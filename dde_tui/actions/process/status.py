"""Where the district stands: the seven steps, whose turn it is, until when, and the next thing to do."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process import clock_words
from dde_tui.actions.process.calendar_file import as_ics
from dde_tui.actions.process.letters import reminder_letter
from dde_tui.actions.process.sentences import full_sentence, when_silent
from dde_tui.actions.process.situation import Situation, situation
from dde_tui.actions.workspace.expiring import expiring
from dde_tui.process.forecast import Scenario, scenarios
from dde_tui.process.progress import Progress, State, StepState, progress
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import moment, near_moment, whole_day
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
NO_PROMISE = "Due times follow from CLI's published allowances; none is a promise."
_INDENT = " " * 27
"""The column of a step's state."""


def status(workspace: Workspace, now: datetime) -> Progress:
    """Return where the workspace's district stands."""
    return progress(workspace.journal.events(), now, workspace.calendar)


def as_json(district: str, found: Progress, sentence: str) -> dict[str, Any]:
    """Return the status as plain data; `status.schema.json` describes it."""
    return {
        "schema": "dde-status/1",
        "district": district,
        "next": {
            "sentence": sentence,
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


def as_lines(
    district: str, zone: str, found: Progress, now: datetime, here: Situation | None = None
) -> Iterator[str]:
    """Yield the status as lines of text: the steps, the next thing to do, and what may come."""
    here = here or Situation()
    yield district
    yield ""
    for step in found.steps:
        yield f"  {GLYPHS[step.state]} {step.number} {step.name:<22} {describe(step, zone, now)}".rstrip()
        if (
            step.deadline
            and not step.is_overdue
            and (why := clock_words.may_be_closed(step.deadline, zone, now))
        ):
            yield f"{_INDENT}{why}"
    yield ""
    yield f"Next: {full_sentence(found, here, zone, now)}"
    yield from _when_overdue(district, zone, found)
    if here.unrecorded_receipts:
        yield (
            f"! The journal has no sending, but .dde/receipts holds {here.unrecorded_receipts:,} of them: it "
            "was deleted or replaced. Put back your backup of .dde/journal.sqlite3, or record what was sent "
            "with `dde send --recorded --at TIME`."
        )


def forecast_line(ways: Sequence[Scenario], now: datetime) -> str:
    """Return when the files may be in production; nothing where they are."""
    if not ways:
        return ""
    first, again = (whole_day(way.live.date(), now.date()) for way in ways)
    words = f"If nothing more is returned, in production on {first}"
    return f"{words}." if first == again else f"{words}; with one more round in each review, on {again}."


def describe(step: StepState, zone: str, now: datetime) -> str:
    """Return a step's state, round, due time and the rule the time comes from, in words."""
    words = WORDS[step.state]
    if step.state is State.DONE and not step.recorded:
        words = "done (not recorded)"
    if step.round > 1 and step.state is not State.DONE:
        words += f", round {step.round}"
    if step.deadline and step.is_overdue:
        since = near_moment(step.deadline.due, zone, now)
        return f"{words}, overdue by {clock_words.overdue(step.deadline, now)}, since {since}"
    return f"{words}, {clock_words.until(step.deadline, zone, now)}" if step.deadline else words


def reminders(district: str, zone: str, found: Progress) -> Iterator[str]:
    """Yield a polite text to send for each answer that is overdue."""
    for step in found.steps:
        if step.deadline and step.is_overdue:
            since, allowance = moment(step.deadline.start, zone), str(step.deadline.allowance)
            yield reminder_letter(district, load_steps()[step.number - 1].title, since, allowance)


def _when_overdue(district: str, zone: str, found: Progress) -> Iterator[str]:
    for letter in reminders(district, zone, found):
        yield "A text for your help ticket:"
        for line in letter.splitlines():
            yield f"  {line}".rstrip()
        yield "If you expected an answer:"
    for why in when_silent(found):
        yield f"  {why}"


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _run(call: Call) -> ExitCode:
    workspace, now = call.workspace, call.clock()
    settings, calendar = workspace.settings, workspace.calendar
    district, zone = settings.district.name, settings.district.zone
    found = status(workspace, now)
    here = situation(workspace, found)
    if call.wants_json:
        call.console.json(as_json(district, found, full_sentence(found, here, zone, now)))
        return ExitCode.DONE
    ways = scenarios(found, now, calendar)
    if call.options.format == "ics":
        call.console.document(as_ics(district, workspace.owner, found, ways, zone, now))
        return ExitCode.DONE
    for line in as_lines(district, zone, found, now, here):
        call.console.say(line)
    if line := forecast_line(ways, now):
        call.console.say(line)
        call.console.say(NO_PROMISE)
    for each in expiring(workspace, now):
        call.console.say(f"! {each.sentence(now.date())}")
    return ExitCode.DONE


COMMAND = Command(
    name="status",
    sentence="Show the seven steps, whose turn it is, and the next thing to do.",
    run=_run,
    options=(
        Option(
            "--format",
            "How it is written; ics opens in your calendar.",
            default="text",
            choices=("text", "json", "ics"),
        ),
        JSON,
    ),
    examples=(
        Example("dde status", "where you stand, until when, and what to type"),
        Example("dde status --json", "the same for a script"),
        Example("dde status --format ics", "the due times for your calendar"),
    ),
)

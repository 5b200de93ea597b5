"""A remark of the district's own in the journal."""

from datetime import datetime

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.process.events import Event, EventKind
from dde_tui.terminal.time_format import parse_moment, refuse_future
from dde_tui.workspace.folder import Workspace

LONGEST = 1_000
"""Characters of a note."""


def note(workspace: Workspace, text: str, at: datetime | None = None) -> Event:
    """Record a note and return it.

    Raises:
        UsageError: it is blank or too long.
    """
    words = " ".join(text.split())
    if not words:
        example = 'dde note "Pat at CLI answers on Mondays"'
        raise UsageError("The note is blank.", to_do=f"Write for example: {example}")
    if len(words) > LONGEST:
        raise UsageError(f"The note has {len(words):,} characters; {LONGEST:,} are kept at most.")
    return workspace.record(EventKind.NOTE, {"text": words}, at)


def _run(call: Call) -> ExitCode:
    zone, now = call.workspace.settings.district.zone, call.clock()
    at = parse_moment(call.options.at, zone, now) if call.options.at else now
    refuse_future(at, now)
    recorded = note(call.workspace, " ".join(call.options.text), at)
    if call.wants_json:
        call.console.json(
            {"schema": "dde-note/1", "text": recorded.data["text"], "at": recorded.at.isoformat()}
        )
    else:
        call.console.say(f"Noted: {visible(recorded.data['text'], LONGEST)}")
    return ExitCode.DONE


COMMAND = Command(
    name="note",
    sentence="Keep a remark in the journal; never name a student, since nothing is ever erased there.",
    run=_run,
    options=(
        Option("text", "The remark.", many=True, optional=False),
        Option("--at", "When it was, if not now.", metavar="TIME"),
        JSON,
    ),
    examples=(
        Example('dde note "Pat at CLI answers on Mondays"', "the next contact finds it in the history"),
    ),
)

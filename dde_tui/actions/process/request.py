"""Step 1: the request for information, drafted for a help ticket and recorded."""

from datetime import datetime
from pathlib import Path

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process.letters import keep_letter, request_letter
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import parse_moment, refuse_future
from dde_tui.workspace.folder import Workspace


def request(workspace: Workspace, at: datetime | None, *, record: bool = True) -> tuple[str, Path]:
    """Draft the request and, unless `record` is false, record it as sent at `at`.

    Returns:
        the draft's text, and where it was written.
    """
    text = request_letter(workspace.settings.district.name)
    path = keep_letter(workspace, "1-request", text)
    if record:
        workspace.journal.append(EventKind.REQUESTED, at=at)
    return text, path


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    zone = call.workspace.settings.district.zone
    now = call.clock()
    at = parse_moment(options.at, zone) if options.at else now
    refuse_future(at, now)
    text, path = request(call.workspace, at, record=not options.draft)
    if call.wants_json:
        console.json({"schema": "dde-request/1", "draft": str(path), "recorded": not options.draft})
        return ExitCode.DONE
    console.say(text)
    console.narrate(f"The draft is at {path}. Paste it into a CLI help ticket (“I am a District User”).")
    if not options.draft:
        console.narrate(
            "Recorded as sent. By its published allowance, CLI answers automatically within an hour."
        )
    return ExitCode.DONE


COMMAND = Command(
    name="request",
    sentence="Step 1: draft and record the request for information.",
    run=_run,
    options=(
        Option("--draft", "Only write the draft; record nothing.", switch=True),
        Option("--at", "When it was sent, if not now.", metavar="TIME"),
        JSON,
    ),
    examples=(
        Example("dde request", "write the text to paste, and start CLI's clock"),
        Example("dde request --at 2026-09-15T09:00", "it was sent earlier"),
    ),
)

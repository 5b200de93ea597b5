"""Step 1: the request for information, drafted for a help ticket and recorded."""

from datetime import datetime
from pathlib import Path

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.process.doubt import SURE, ask_if_doubtful
from dde_tui.actions.process.letters import keep_letter, request_letter
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import moment, parse_moment, refuse_future
from dde_tui.workspace.folder import Workspace


def request(workspace: Workspace, at: datetime | None, *, record: bool = True) -> tuple[str, Path]:
    """Draft the request and, unless `record` is false, record it as sent at `at`.

    Returns:
        the draft's text, and where it was written.
    """
    text = request_letter(workspace.settings.district.name)
    path = keep_letter(workspace, "1-request", text)
    if record:
        record_request(workspace, at)
    return text, path


def record_request(workspace: Workspace, at: datetime | None) -> None:
    """Record the request as sent, which starts CLI's clock."""
    workspace.record(EventKind.REQUESTED, at=at)


def _run(call: Call) -> ExitCode:
    options, console = call.options, call.console
    zone = call.workspace.settings.district.zone
    now = call.clock()
    at = parse_moment(options.at, zone, now) if options.at else now
    refuse_future(at, now)
    if not options.draft and not ask_if_doubtful(call, EventKind.REQUESTED, at):
        return ExitCode.DONE
    text, path = request(call.workspace, at, record=False)
    records = not options.draft and (call.wants_json or _is_sent(call, text, path))
    if options.draft and not call.wants_json:
        console.say(text)
        console.narrate(f"The draft is at {path}. Nothing was recorded.")
    if records:
        record_request(call.workspace, at)
    if call.wants_json:
        console.json({"schema": "dde-request/1", "draft": str(path), "recorded": records})
        return ExitCode.DONE
    if records:
        console.narrate(
            f"Recorded as sent, {moment(at, zone)}: by its published allowance, CLI answers automatically "
            "within an hour. If you did not send it, `dde undo` takes the record back."
        )
    elif not options.draft:
        console.narrate("Nothing was recorded: once you have sent it, type `dde request` again.")
    return ExitCode.DONE


def _is_sent(call: Call, text: str, path: Path) -> bool:
    """Show the draft and ask whether it was sent; where nobody can be asked, or a time was given, it was."""
    console = call.console
    console.say(text)
    console.narrate(f"The draft is at {path}. Paste it into a CLI help ticket (“I am a District User”).")
    if not console.can_ask or call.options.at or call.options.yes:
        return True
    return console.ask("Have you sent it? (yes/no)", "yes").lower() in ("y", "yes")


COMMAND = Command(
    name="request",
    sentence="Step 1: draft and record the request for information.",
    run=_run,
    options=(
        Option("--draft", "Only write the draft; record nothing.", switch=True),
        Option("--at", "When it was sent, if not now.", metavar="TIME"),
        SURE,
        JSON,
    ),
    examples=(
        Example("dde request", "write the text to paste, and start CLI's clock"),
        Example("dde request --at 2026-09-15T09:00", "it was sent earlier"),
    ),
)

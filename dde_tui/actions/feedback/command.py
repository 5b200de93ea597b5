"""CLI's answers: entered by hand from an e-mail or ticket, or fetched from the exchange folder."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from checks.errors import ExitCode
from checks.job import Job
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.errors import UsageError
from dde_tui.feedback.answers import (
    ANSWERS,
    REVIEWS,
    Answer,
    already_fetched,
    entered_by_hand,
    known_answers,
    record_name,
)
from dde_tui.feedback.hand import LONGEST, HandSource, enter
from dde_tui.process.events import Event, EventKind
from dde_tui.terminal.time_format import moment, parse_moment
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock

WORDS: Mapping[str, str] = {
    EventKind.ANSWERED: "CLI answered the request",
    EventKind.FOLDER_READY: "the SecureStor folder is ready",
    EventKind.RETURNED: "CLI returned the files",
    EventKind.ACCEPTED: "CLI accepted the files",
    EventKind.PREPARED: "CLI prepared the files",
    EventKind.LIVE: "the files are in production",
    EventKind.COMMENT: "CLI commented",
}


def record(workspace: Workspace, answer: Answer) -> Answer:
    """Record an answer that the contact read in an e-mail or ticket, as `enter` returns it.

    An answer that was already fetched from the exchange folder is kept as a comment, so that it counts once.
    """
    data = answer.data
    if fetched := already_fetched(answer, workspace.journal.events()):
        answer = replace(answer, kind=EventKind.COMMENT)
        data = {**data, "repeats": fetched.data["answer"]}
    workspace.journal.append(answer.kind, data, answer.at)
    return answer


def fetch(workspace: Workspace, job: Job[Any]) -> list[Answer]:
    """Fetch the answers that are new and record them, oldest first.

    An answer that the contact already entered by hand is kept as a comment, so that it counts once.

    Raises:
        TransferError: SecureStor can't be reached, or a review can't be understood; the others are recorded.
        SettingsError: the source is a folder, but SecureStor is not connected yet.
    """
    if not reads_folder(workspace):
        return HandSource().fetch(())
    from dde_tui.feedback.folder import FolderSource
    from dde_tui.securestor.open_connection import open_connection

    with run_lock(workspace), open_connection(workspace, job) as connection:
        events = workspace.journal.events()
        source = FolderSource(connection.folder())
        answers = source.fetch(known_answers(events))
        for answer in answers:
            kind, data = answer.kind, answer.data
            if by_hand := entered_by_hand(answer, events):
                kind, data = EventKind.COMMENT, {**data, "repeats": record_name(by_hand)}
            events.append(workspace.journal.append(kind, data, answer.at))
        if source.not_understood:
            error = source.not_understood[0]
            error.meaning += " Every other new answer was recorded."
            raise error
    return answers


def reads_folder(workspace: Workspace) -> bool:
    """Return whether answers are read from the exchange folder: set in the settings, or in use."""
    settings = workspace.settings
    return settings.feedback.kind == "folder" or settings.securestor.exchange


def recorded(workspace: Workspace) -> list[Event]:
    """Return every answer the journal holds, oldest first, and what only a newer version understands."""
    events = [event for event in workspace.journal.events() if event.kind in WORDS or not event.is_known]
    return sorted(events, key=lambda event: event.at)


def as_data(event: Event) -> dict[str, Any]:
    """Return an answer as plain data."""
    data = event.data
    return {
        "kind": str(event.kind),
        "at": event.at.isoformat(),
        "review": data.get("review"),
        "submission": data.get("submission"),
        "text": data.get("text", ""),
        "findings": list(data.get("findings", ())),
        "source": data.get("source", "hand"),
    }


def in_words(event: Event) -> str:
    """Return what CLI said; a kind that only a newer version knows is shown as it stands."""
    return WORDS.get(event.kind, f"{event.kind} (recorded by a newer version of dde; it moves no step)")


def as_lines(event: Event, zone: str) -> Iterator[str]:
    """Yield an answer as lines of text."""
    review = event.data.get("review")
    about = f" in the {review} review" if review else ""
    yield f"{moment(event.at, zone)}  {in_words(event)}{about}"
    for line in str(event.data.get("text", "")).splitlines():
        yield f"    {visible(line, LONGEST)}"
    for finding in event.data.get("findings", ()):
        yield f"    {describe(finding)}"


def describe(finding: Mapping[str, Any]) -> str:
    """Return one finding of a review as a line."""
    place = ":".join(str(finding[key]) for key in ("file", "line") if finding.get(key))
    words = [finding.get("code"), place, finding.get("column"), finding.get("message")]
    return visible("  ".join(str(word) for word in words if word))


def _list(call: Call) -> ExitCode:
    events = recorded(call.workspace)
    if call.wants_json:
        call.console.json({"schema": "dde-feedback/1", "answers": [as_data(event) for event in events]})
        return ExitCode.DONE
    zone = call.workspace.settings.district.zone
    for event in events:
        for line in as_lines(event, zone):
            call.console.say(line)
    if not events:
        call.console.say("No answer from CLI is recorded yet. Record one with `dde feedback record`.")
    return ExitCode.DONE


def _fetch(call: Call) -> ExitCode:
    answers = fetch(call.workspace, call.job())
    zone = call.workspace.settings.district.zone
    events = [Event(answer.kind, answer.at, answer.data) for answer in answers]
    if call.wants_json:
        call.console.json({"schema": "dde-feedback/1", "answers": [as_data(event) for event in events]})
        return ExitCode.DONE
    for event in events:
        for line in as_lines(event, zone):
            call.console.say(line)
    if not events:
        by_hand = not reads_folder(call.workspace)
        call.console.say(
            "Answers are recorded by hand in this workspace: use `dde feedback record`."
            if by_hand
            else "Nothing new."
        )
    return ExitCode.DONE


def _record(call: Call) -> ExitCode:
    options, now = call.options, call.clock()
    zone = call.workspace.settings.district.zone
    at = parse_moment(options.at, zone) if options.at else now
    text = _standard_input() if options.text == "-" else options.text or ""
    entered = enter(EventKind(options.kind), at, now, text=text, review=options.review or "")
    answer = record(call.workspace, entered)
    event = Event(answer.kind, answer.at, answer.data)
    if call.wants_json:
        call.console.json({"schema": "dde-feedback/1", "answers": [as_data(event)]})
    else:
        call.console.say(f"Recorded: {next(as_lines(event, zone))}.")
        if answer.kind is EventKind.COMMENT:
            call.console.say(
                "This answer was already fetched. If it is about the other review, add --review."
            )
    return ExitCode.DONE


def _standard_input() -> str:
    try:
        if sys.stdin is None:
            raise UsageError(
                "There is no standard input to read the text from.", to_do="Give it with --text."
            )
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UsageError(
            "Standard input is not text.",
            meaning="Nothing was recorded.",
            to_do="Give CLI's words as plain text.",
        ) from error


COMMAND = Command(
    name="feedback",
    sentence="CLI's answers: list them, fetch them, or record one by hand.",
    run=_list,
    options=(JSON,),
    commands=(
        Command(
            "list",
            "List CLI's answers.",
            _list,
            (JSON,),
            (Example("dde feedback list", "oldest first, with what was found"),),
        ),
        Command(
            "fetch",
            "Fetch new answers from the exchange folder.",
            _fetch,
            (JSON,),
            (Example("dde feedback fetch", "for a scheduler: each answer is fetched once"),),
        ),
        Command(
            "record",
            "Record what CLI said in an e-mail or ticket.",
            _record,
            (
                Option(
                    "kind",
                    "What CLI said.",
                    choices=tuple(kind.value for kind in ANSWERS),
                    optional=False,
                    metavar="KIND",
                ),
                Option("--at", "When CLI said it, if not now.", metavar="TIME"),
                Option("--text", "CLI's words; - reads them from standard input.", metavar="TEXT"),
                Option("--review", "Which review it is about, if that is not clear.", choices=REVIEWS),
                JSON,
            ),
            (
                Example("dde feedback record answered", "the requirements came"),
                Example(
                    'dde feedback record returned --text "Birth dates are missing"', "opens the next round"
                ),
            ),
        ),
    ),
    examples=(
        Example("dde feedback record accepted --at 2026-09-17T10:30", "CLI's e-mail came on Thursday"),
        Example("dde feedback fetch", "where the Help Center uses the exchange folder"),
    ),
)

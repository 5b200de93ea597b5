"""Take back one's own last record: by a compensating event, never by deleting."""

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example
from dde_tui.actions.process.sentences import full_sentence
from dde_tui.actions.process.situation import situation
from dde_tui.actions.process.status import status
from dde_tui.actions.workspace.history import event_in_words
from dde_tui.errors import UsageError
from dde_tui.feedback.answers import ANSWERS
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import standing
from dde_tui.terminal.author import who
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.folder import Workspace

_BY_HAND = (EventKind.REQUESTED, EventKind.CONFIRMED, EventKind.NOTE)


def undo(workspace: Workspace) -> Event:
    """Take back the last record that stands, and return it; it stays in the history, marked.

    Raises:
        UsageError: there is none, it is somebody else's, or it is a fact that no record can undo.
    """
    stand = [event for event in standing(workspace.journal.events()) if event.kind is not EventKind.WITHDRAWN]
    if not stand:
        raise UsageError(
            "There is nothing to take back.", meaning="Nothing is recorded, or all was taken back."
        )
    last = stand[-1]
    words, by = event_in_words(last), last.data.get("by")
    if not _is_by_hand(last):
        raise UsageError(
            f"The last thing that happened was no record of yours: {words}.",
            meaning="Nothing was taken back: it happened, whatever the journal says.",
            to_do="`dde feedback forget ID` takes an earlier answer back; `dde history` shows the IDs.",
        )
    if by and by != who():
        raise UsageError(
            f"The last record is not yours: {words}, by {by}.",
            meaning="Nothing was taken back.",
            to_do="Ask them, or `dde feedback forget ID` for an answer; `dde history` shows the IDs.",
        )
    workspace.record(EventKind.WITHDRAWN, {"withdraws": last.id, "kind": str(last.kind)})
    return last


def _is_by_hand(event: Event) -> bool:
    if event.kind is EventKind.SUBMITTED:
        return bool(event.data.get("client"))
    if event.kind in (*ANSWERS, EventKind.COMMENT):
        return str(event.data.get("source", "hand")) == "hand"
    return event.kind in _BY_HAND


def _run(call: Call) -> ExitCode:
    workspace, now = call.workspace, call.clock()
    gone = undo(workspace)
    zone = workspace.settings.district.zone
    if call.wants_json:
        call.console.json({"schema": "dde-undo/1", "kind": str(gone.kind), "at": gone.at.isoformat()})
        return ExitCode.DONE
    found = status(workspace, now)
    call.console.say(
        f"Taken back: {event_in_words(gone)}, {moment(gone.at, zone)}. It stays in the history, marked."
    )
    call.console.say(f"Next: {full_sentence(found, situation(workspace, found), zone, now)}")
    return ExitCode.DONE


COMMAND = Command(
    name="undo",
    sentence="Take back your own last record; what dde sent stays sent.",
    run=_run,
    options=(JSON,),
    examples=(Example("dde undo", "an answer was recorded by mistake: the steps stand as before"),),
)

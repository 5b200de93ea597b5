"""Everything that happened, with who recorded it and where it came from."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from checks.errors import ExitCode
from checks.visible import visible
from dde_tui.actions.command import JSON, Call, Command, Example, Option
from dde_tui.actions.feedback.answers import Recorded
from dde_tui.actions.feedback.words import in_words as answer_in_words
from dde_tui.feedback.answers import ANSWERS
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import in_order, withdrawn
from dde_tui.terminal.time_format import moment
from dde_tui.workspace.folder import Workspace

COLUMNS = ("id", "at", "recorded_at", "kind", "what", "who", "source", "taken_back")
_LATE = timedelta(hours=1)
"""How much later than it happened an event was recorded before that is worth saying."""
_LONGEST = 400
_WORDS: Mapping[str, str] = {
    EventKind.REQUESTED: "you asked CLI for information",
    EventKind.CONFIRMED: "you confirmed that you can produce the files",
    EventKind.CONNECTED: "connected to SecureStor",
    EventKind.SENDING: "began to publish files",
    EventKind.WITHDRAWN: "took back",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the history, as people read it."""

    event: Event
    words: str
    is_withdrawn: bool

    @property
    def id(self) -> str:
        """Eight hexadecimal digits, as `dde feedback list` shows them."""
        return Recorded(self.event).id

    @property
    def who(self) -> str:
        """The account and computer that recorded it; empty where an early version did."""
        return str(self.event.data.get("by") or "")

    @property
    def source(self) -> str:
        """Where it came from: `hand`, `folder`, `dde`, or the other program that sent the files."""
        data, kind = self.event.data, self.event.kind
        if kind in (*ANSWERS, EventKind.COMMENT):
            return str(data.get("source") or "hand")
        if kind in (EventKind.SUBMITTED, EventKind.SENDING, EventKind.CONNECTED):
            return str(data.get("client") or "dde")
        return "hand"

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        event = self.event
        return {
            "id": self.id,
            "kind": str(event.kind),
            "at": event.at.isoformat(),
            "recorded_at": event.recorded_at.isoformat() if event.recorded_at else None,
            "what": self.words,
            "who": self.who,
            "source": self.source,
            "taken_back": self.is_withdrawn,
        }

    def as_line(self, zone: str) -> str:
        """Return it as a line of text."""
        event = self.event
        notes = [self.who or "by an early version", *([self.source] if self.source != "hand" else [])]
        if event.recorded_at and event.recorded_at - event.at > _LATE:
            notes.append(f"recorded {moment(event.recorded_at, zone)}")
        if self.is_withdrawn:
            notes.append("taken back")
        return f"{self.id}  {moment(event.at, zone)}  {self.words}  ({visible('; '.join(notes), 200)})"


def history(workspace: Workspace, now: datetime) -> list[Entry]:
    """Return every event in the order in which it happened, the oldest first; raises as the journal."""
    events = workspace.journal.events()
    gone, by_id = withdrawn(events), {event.id: event for event in events}
    return [
        Entry(placed.event, _in_words(placed.event, by_id), placed.event.id in gone)
        for placed in in_order(events, now)
    ]


def event_in_words(event: Event) -> str:
    """Return what an event says, without what it refers to."""
    return _in_words(event, {})


def _in_words(event: Event, by_id: Mapping[int, Event]) -> str:
    data = event.data
    match event.kind:
        case EventKind.SUBMITTED:
            count = len(data.get("files") or ())
            files = "files" if not count else "1 file" if count == 1 else f"{count} files"
            sender = f"{visible(str(data['client']), 60)} sent" if data.get("client") else "sent"
            return f"{sender} {files} as {visible(str(data.get('submission') or '?'), 60)}"
        case EventKind.NOTE:
            return f"note: {visible(str(data.get('text') or ''), _LONGEST)}"
        case EventKind.WITHDRAWN:
            meant = by_id.get(data["withdraws"]) if isinstance(data.get("withdraws"), int) else None
            what = _in_words(meant, {}) if meant else visible(str(data.get("kind") or "?"), 40)
            return f"took back: {what}"
        case EventKind.RETURNED | EventKind.ACCEPTED if data.get("review"):
            return f"{answer_in_words(event)} in the {visible(str(data['review']), 20)} review"
    return _WORDS.get(event.kind) or answer_in_words(event)


def as_csv(entries: Iterable[Entry]) -> str:
    """Return the history as RFC 4180 text, protected against CSV injection."""
    from checks.reports.csv import BOM, safe

    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        data = entry.as_data()
        writer.writerow([safe(str("" if data[name] is None else data[name])) for name in COLUMNS])
    return text.getvalue()


def as_lines(entries: Sequence[Entry], zone: str) -> Iterator[str]:
    """Yield the history as lines of text."""
    if not entries:
        yield "Nothing is recorded yet. `dde status` says what to do first."
    for entry in entries:
        yield entry.as_line(zone)


def _run(call: Call) -> ExitCode:
    entries = history(call.workspace, call.clock())
    if call.wants_json:
        call.console.json({"schema": "dde-history/1", "events": [entry.as_data() for entry in entries]})
    elif call.options.csv:
        call.console.document(as_csv(entries))
    else:
        for line in as_lines(entries, call.workspace.settings.district.zone):
            call.console.say(line)
    return ExitCode.DONE


COMMAND = Command(
    name="history",
    sentence="Show everything that happened, with who recorded it and where it came from.",
    run=_run,
    options=(Option("--csv", "Write it as CSV, for a spreadsheet.", switch=True), JSON),
    examples=(
        Example("dde history", "the oldest first"),
        Example("dde history --csv", "for a spreadsheet"),
    ),
)

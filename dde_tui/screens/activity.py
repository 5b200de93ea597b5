"""Everything that happened, newest first; keep a note, or take back your own last record."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from checks.visible import visible
from dde_tui.actions.workspace.history import Entry, event_in_words, history
from dde_tui.actions.workspace.note import note
from dde_tui.actions.workspace.undo import undo
from dde_tui.screens.shell.dialog import ConfirmDialog, Dialog
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.place import Place
from dde_tui.terminal.time_format import moment
from dde_tui.widgets.controls import PlainButton, PlainInput, PlainOptionList, PlainStatic
from dde_tui.widgets.field import Field

_MOST = 1_000
"""Events that are listed; `dde history` lists all."""


class NoteDialog(Dialog[str]):
    """Asks for a remark."""

    FIRST = "#note"

    def __init__(self) -> None:
        super().__init__("Keep a note")

    def inside(self) -> Iterable[Widget]:
        """Yield the field, and what must not stand in it."""
        yield Field("Note", "note", hint="what the next contact should know")
        warning = "Never name a student: nothing is ever erased from the journal."
        yield Static(Content.styled(warning, "$text-muted"))

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: keep, close."""
        return PlainButton("Keep it", id="yes", primary=True), PlainButton("Back", id="leave")

    def on_input_submitted(self) -> None:
        """Move to the buttons: Enter in a field must not confirm."""
        self.query_one("#yes").focus()

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer with the remark, which must not be blank."""
        text = self.query_one("#note", PlainInput).value.strip()
        if text:
            self.dismiss(text)
        else:
            self.complain("Enter what you want to keep.")
            self.query_one("#note").focus()


class Activity(Place):
    """The history of the workspace."""

    NAME = "activity"
    KEY = "A"
    TITLE = "Activity"
    GROUP = "More"
    HELP_TEXT = (
        "Everything that was recorded, the newest first, with who recorded it and where it came from. A note "
        "tells the next contact what is written nowhere else. Taking back adds an event of its own: what was "
        "taken back stays in the list, marked, and moves no step any more. What dde sent stays sent."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "note", "Note", id="activity.note", tooltip="Keep a remark for whoever reads this next"),
        Binding("z", "undo", "Undo", id="activity.undo", tooltip="Take back your own last record"),
    ]

    def compose_body(self) -> ComposeResult:
        """Lay out the events and the selected one."""
        yield PlainStatic(id="no-events")
        yield PlainOptionList(id="events")
        with VerticalScroll(id="event", can_focus=False):
            yield PlainStatic(id="event-words")

    def prepare(self) -> None:
        """Set up the empty list."""
        self._entries: list[Entry] = []
        self.query_one("#events").focus()

    def show(self) -> None:
        """Show the events, the newest first."""
        self._entries = history(self.session.workspace, self.session.clock())[::-1][:_MOST]
        zone, events = (
            self.session.workspace.settings.district.zone,
            self.query_one("#events", PlainOptionList),
        )
        for part in (events, self.query_one("#event")):
            part.display = bool(self._entries)
        empty = self.query_one("#no-events", PlainStatic)
        empty.display = not self._entries
        empty.show(
            Content.assemble(
                ("Nothing is recorded yet.\n", "bold"),
                "What you ask, confirm and send, and what CLI answers, is listed here as it happens.\n"
                "Go to the overview (O) to begin with step 1.",
            )
        )
        events.show([_row(each, zone) for each in self._entries])
        self._show_words()

    def on_option_list_option_highlighted(self) -> None:
        """Show the selected event."""
        self._show_words()

    def _show_words(self) -> None:
        at = self.query_one("#events", PlainOptionList).highlighted or 0
        words = _words(self._entries[at], self._zone) if at < len(self._entries) else Content("")
        self.query_one("#event-words", PlainStatic).show(words)

    @property
    def _zone(self) -> str:
        return self.session.workspace.settings.district.zone

    def action_note(self) -> None:
        """Ask for a remark and keep it."""

        def answered(text: str | None) -> None:
            if text:
                with self.guarded():
                    note(self.session.workspace, text)
                    self.post_message(Changed())

        self.app.push_screen(NoteDialog(), answered)

    def action_undo(self) -> None:
        """Take back the last record, after asking."""
        last = next((each for each in self._newest_recorded() if not each.is_withdrawn), None)
        if last is None:
            self.say("There is nothing to take back.")
            return

        def confirmed(yes: bool | None) -> None:
            if yes:
                with self.guarded():
                    gone = undo(self.session.workspace)
                    self.say(f"Taken back: {event_in_words(gone)}.")
                    self.post_message(Changed())

        text = f"{last.words}, {moment(last.event.at, self._zone)}. It stays in the list, marked."
        self.app.push_screen(ConfirmDialog("Take back your last record?", text, "Take it back"), confirmed)

    def _newest_recorded(self) -> list[Entry]:
        """Return the entries in the order in which they were recorded, the newest first."""
        listed = [each for each in self._entries if each.event.kind != "withdrawn"]
        return sorted(listed, key=lambda each: -each.event.id)

    def home(self) -> PlainOptionList:
        """Return the list of events."""
        return self.query_one("#events", PlainOptionList)


def _row(entry: Entry, zone: str) -> Content:
    words = f"{moment(entry.event.at, zone)}  {entry.words}"
    return Content.styled(f"{words} (taken back)", "$text-muted") if entry.is_withdrawn else Content(words)


def _words(entry: Entry, zone: str) -> Content:
    event = entry.event
    facts = [
        ("Happened", moment(event.at, zone)),
        ("Recorded", moment(event.recorded_at, zone)),
        ("By", entry.who or "an early version of dde, which did not keep that"),
        ("From", entry.source),
        ("ID", entry.id),
    ]
    lines = [Content.styled(visible(entry.words, 400), "bold")]
    lines += [
        Content.assemble((f"{name:<9} ", "$text-muted"), visible(value)) for name, value in facts if value
    ]
    lines += [Content(visible(line, 400)) for line in str(event.data.get("text") or "").splitlines()]
    return Content("\n").join(lines)

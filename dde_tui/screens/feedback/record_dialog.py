"""The dialog that records what CLI said in an e-mail or a ticket."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widget import Widget
from textual.widgets import RadioSet, Static

from dde_tui.actions.feedback.words import WORDS
from dde_tui.errors import UsageError
from dde_tui.feedback.answers import ANSWERS
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.dialog import Dialog
from dde_tui.terminal.time_format import parse_moment
from dde_tui.widgets.controls import PlainButton, PlainInput, PlainRadioButton, PlainTextArea
from dde_tui.widgets.field import Field


@dataclass(frozen=True, slots=True)
class Said:
    """What the contact entered."""

    kind: EventKind
    at: datetime
    text: str


class Recording(Dialog[Said]):
    """What CLI said, when, and its exact words."""

    FIRST = "#kind"

    def __init__(self, clock: Callable[[], datetime], zone: str, kind: EventKind = ANSWERS[0]) -> None:
        super().__init__("Record what CLI said")
        self._clock = clock
        self._zone = zone
        self._kind = kind

    def inside(self) -> Iterable[Widget]:
        """Yield the kinds, the time and the text."""
        with RadioSet(id="kind", compact=True):
            for kind in ANSWERS:
                yield PlainRadioButton(WORDS[kind], value=kind is self._kind, id=kind.value)
        shown = self._clock().astimezone(ZoneInfo(self._zone))
        yield Field("When", "when", f"{shown:%Y-%m-%dT%H:%M}")
        yield Static(Content.styled("CLI's words, if you want to keep them:", "$text-muted"))
        yield PlainTextArea(id="words")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: record, close."""
        return PlainButton("Record it", id="yes", primary=True), PlainButton("Back", id="leave")

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer with the input, or say what is wrong with it."""
        chosen = self.query_one("#kind", RadioSet).pressed_index
        try:
            written = self.query_one("#when", PlainInput).value.strip()
            at = parse_moment(written, self._zone, self._clock())
        except UsageError as error:
            self.complain(error.sentence)
            return
        self.dismiss(Said(ANSWERS[max(chosen, 0)], at, self.query_one("#words", PlainTextArea).text.strip()))


class Because(Dialog[str]):
    """Asks for the reason, which is recorded, to send despite findings whose basis is an assumption."""

    FIRST = "#because"
    COMPLAINT = "Enter a reason: why should CLI accept the files as they are?"

    def __init__(self, listed: list[str], title: str = "Send anyway?") -> None:
        super().__init__(title)
        self._listed = listed

    def inside(self) -> Iterable[Widget]:
        """Yield the findings, and the field for the reason."""
        yield Static(
            Content(
                "These files are blocked only by assumptions, not by anything CLI published:\n"
                + "\n".join(f"  {line}" for line in self._listed)
                + "\nYour reason is kept in the journal and goes into the receipt."
            )
        )
        yield Field("Because", "because", hint="why CLI should accept the files as they are")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: send, close."""
        return PlainButton("Send anyway", id="yes", primary=True), PlainButton("No, back", id="leave")

    def on_input_submitted(self) -> None:
        """Move to the buttons: Enter in a field must not confirm."""
        self.query_one("#yes").focus()

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer with the reason, which is required."""
        reason = self.query_one("#because", PlainInput).value.strip()
        if reason:
            self.dismiss(reason)
        else:
            self.complain(self.COMPLAINT)
            self.query_one("#because").focus()

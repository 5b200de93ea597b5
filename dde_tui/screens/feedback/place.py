"""CLI's answers, newest first: read them, fetch them, or record one by hand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from checks.visible import visible
from dde_tui.actions.feedback.command import WORDS, describe, fetch, in_words, record, recorded
from dde_tui.feedback.answers import ANSWERS, Answer
from dde_tui.feedback.hand import enter
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import Progress, Turn
from dde_tui.screens.feedback.record_dialog import Recording, Said
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.session import Session
from dde_tui.screens.shell.task import Task
from dde_tui.terminal.time_format import moment
from dde_tui.widgets.controls import PlainOptionList, PlainStatic

if TYPE_CHECKING:
    from dde_tui.demo.mailbox import Letter

_EXPECTED = {
    "request": EventKind.ANSWERED,
    "confirm": EventKind.FOLDER_READY,
    "folder": EventKind.FOLDER_READY,
    "initial-review": EventKind.RETURNED,
    "quality-review": EventKind.RETURNED,
    "preparation": EventKind.PREPARED,
    "production": EventKind.LIVE,
}
"""What CLI probably said during each step; only preselects a choice."""

_MARKS: Mapping[str, str] = {EventKind.RETURNED: "!", EventKind.COMMENT: "…"}
_COLOURS: Mapping[str, str] = {EventKind.RETURNED: "bold $text-error", EventKind.COMMENT: ""}


class Feedback(Place):
    """Lists what CLI said, whatever the source."""

    NAME = "feedback"
    KEY = "F"
    TITLE = "Feedback"
    DOES = "f"
    HELP_TEXT = (
        "CLI writes e-mails and answers tickets; record what it said here, so that the steps and clocks "
        "follow. If the Help Center uses the folder dde/ in SecureStor, you can fetch its answers. A "
        "return lists each place that CLI wants changed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f",
            "record",
            "Record",
            id="feedback.record",
            tooltip="Record what CLI said in an e-mail or a ticket",
        ),
        Binding("u", "fetch", "Fetch", id="feedback.fetch", tooltip="Fetch new answers from SecureStor"),
    ]

    def does(self, progress: Progress) -> str:
        """Return what to do after reading a return, else the key that records."""
        is_mine = progress.next.turn is Turn.DISTRICT and not self.session.has_letters
        return "here, then C and U" if is_mine else self.DOES

    @classmethod
    def badge(cls, session: Session) -> str:
        """Return a badge while an e-mail waits to be recorded; only the demo knows."""
        return "1" if session.has_letters else ""

    def compose_body(self) -> ComposeResult:
        """Lay out the answers and the selected one."""
        yield PlainStatic(id="no-answers")
        yield PlainOptionList(id="answers")
        with VerticalScroll(id="answer", can_focus=True):
            yield PlainStatic(id="words")

    def prepare(self) -> None:
        """Set up the empty list."""
        self._letters: list[Letter] = []
        self._events: list[Event] = []
        self.query_one("#answers").focus()

    def show(self) -> None:
        """Show the unrecorded e-mails and the answers, newest first."""
        stage, zone = self.session.stage, self.session.workspace.settings.district.zone
        before = len(self._letters) + len(self._events)
        self._letters = stage.letters()[::-1] if stage is not None else []
        self._events = recorded(self.session.workspace)[::-1]
        rows = [_letter_row(letter, zone) for letter in self._letters]
        rows += [_event_row(event, zone) for event in self._events]
        answers = self.query_one("#answers", PlainOptionList)
        for each in (answers, self.query_one("#answer")):
            each.display = bool(rows)
        self.query_one("#no-answers", PlainStatic).display = not rows
        self.query_one("#no-answers", PlainStatic).show(self._empty())
        answers.show(rows)
        if len(rows) != before and rows:
            answers.highlighted = 0
            if self.is_current and self.focused is None:
                answers.focus()
        self._show_words()

    def _empty(self) -> Content:
        by_hand = self.session.workspace.settings.feedback.kind == "hand"
        return Content.assemble(
            ("No answer from CLI is recorded yet.\n", "bold"),
            "When CLI writes to you, press f and enter what it said: the steps and clocks follow.\n",
            "" if by_hand else "u fetches answers from the folder dde/ on SecureStor.",
        )

    def on_option_list_option_highlighted(self) -> None:
        """Show the selected answer."""
        self._show_words()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Record an e-mail, or read an answer."""
        if event.option_index < len(self._letters):
            self.action_record()
        else:
            self.query_one("#answer").focus()

    def _show_words(self) -> None:
        at = self.query_one("#answers", PlainOptionList).highlighted or 0
        words = self.query_one("#words", PlainStatic)
        if at < len(self._letters):
            letter = self._letters[at]
            words.show(
                Content.assemble(
                    (f"{visible(letter.subject)}\n", "bold"),
                    *(f"{visible(line)}\n" for line in letter.text.splitlines()),
                    ("\nThis e-mail is not recorded yet: f records that ", "bold"),
                    (f"{WORDS[letter.kind]}.", "bold"),
                )
            )
        elif at - len(self._letters) < len(self._events):
            words.show(_event_words(self._events[at - len(self._letters)]))
        else:
            words.show("")

    def action_record(self) -> None:
        """Record the selected e-mail, or what you enter."""
        at = self.query_one("#answers", PlainOptionList).highlighted or 0
        if at < len(self._letters) and self.session.stage is not None:
            letter = self._letters[at]
            with self.guarded():
                self._record(Said(letter.kind, letter.at, letter.text))
                self.session.stage.opened(letter)
                self.post_message(Changed())
            return
        with self.guarded():
            zone = self.session.workspace.settings.district.zone
            progress, now = self.session.progress(), self.session.clock()
            kind = _EXPECTED.get(progress.steps[progress.next.step - 1].id, ANSWERS[0])
            shown = now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
            self.app.push_screen(Recording(shown, zone, kind), self._entered)

    def _entered(self, said: Said | None) -> None:
        if said is not None:
            with self.guarded():
                self._record(said)
                self.post_message(Changed())

    def _record(self, said: Said) -> None:
        entered = enter(said.kind, said.at, self.session.clock(), text=said.text)
        record(self.session.workspace, entered)
        self.say(f"Recorded: {WORDS[said.kind]}.")

    def action_fetch(self) -> None:
        """Fetch new answers from SecureStor."""
        session = self.session
        if session.workspace.settings.feedback.kind != "folder":
            self.say("This workspace records answers by hand (f), as set in feedback.kind.")
            return

        def work(_task: Task) -> list[Answer]:
            with session.line:
                return fetch(session.workspace, session.job)

        def done(answers: list[Answer]) -> None:
            self.say("; ".join(WORDS[answer.kind] for answer in answers) + "." if answers else "Nothing new.")
            self.post_message(Changed())

        self.begin("Looking for answers", work, done)

    def home(self) -> PlainOptionList:
        """Return the list of answers."""
        return self.query_one("#answers", PlainOptionList)


def _letter_row(letter: "Letter", zone: str) -> Content:
    return Content.assemble(
        ("● ", "bold $text-warning"),
        (f"{moment(letter.at, zone)}  e-mail: {visible(letter.subject)}", "bold"),
        ("  not recorded", "$text-warning"),
    )


def _event_row(event: Event, zone: str) -> Content:
    review = event.data.get("review")
    about = f" in the {visible(str(review))} review" if review else ""
    mark = _MARKS.get(event.kind, "√" if event.is_known else "?")
    return Content.assemble(
        (f"{mark} ", _COLOURS.get(event.kind, "$text-success")),
        f"{moment(event.at, zone)}  {in_words(event)}{about}",
    )


def _event_words(event: Event) -> Content:
    found: list[Mapping[str, Any]] = list(event.data.get("findings", ()))
    lines = [visible(line, 500) for line in str(event.data.get("text", "")).splitlines()]
    lines += [f"! {describe(finding)}" for finding in found]
    source = {"hand": "recorded by hand"}.get(event.data.get("source", "hand"), "from the folder dde/")
    return Content("\n").join(
        (*map(Content, lines or ["(no words)"]), Content.styled(f"({source})", "$text-muted"))
    )

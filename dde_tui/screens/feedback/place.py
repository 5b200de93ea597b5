"""CLI's answers, newest first: read them, fetch them, or record one by hand."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from dde_tui.actions.feedback.answers import Fetched, Recorded, fetch, forget, held_now, record, recorded
from dde_tui.actions.feedback.words import WORDS, held_words, in_words
from dde_tui.actions.process.doubt import why_doubtful
from dde_tui.feedback.answers import ANSWERS
from dde_tui.feedback.hand import enter
from dde_tui.feedback.held import Held
from dde_tui.process.events import EventKind
from dde_tui.process.progress import Progress, Turn
from dde_tui.screens.feedback.record_dialog import Recording, Said
from dde_tui.screens.feedback.rows import row, words
from dde_tui.screens.shell.dialog import ConfirmDialog
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


class Feedback(Place):
    """Lists what CLI said, whatever the source."""

    NAME = "feedback"
    KEY = "F"
    TITLE = "Feedback"
    DOES = "f"
    HELP_TEXT = (
        "CLI writes e-mails and answers tickets; record what it said here, so that the steps and clocks "
        "follow. If the Help Center uses the folder dde/ in SecureStor, you can fetch its answers. A "
        "return lists each place that CLI wants changed. An answer that can't be right is held: it is "
        "shown with the reason and moves nothing. An answer that turns out wrong can be taken back."
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
        Binding(
            "x",
            "forget",
            "Take back",
            id="feedback.forget",
            tooltip="Take back the selected answer, or take a held one off the list",
        ),
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
        self._rows: list[Letter | Recorded | Held] = []
        self.query_one("#answers").focus()

    def show(self) -> None:
        """Show the unrecorded e-mails, what is held, and the answers, newest first."""
        stage, zone = self.session.stage, self.session.workspace.settings.district.zone
        workspace, before = self.session.workspace, len(self._rows)
        letters = stage.letters()[::-1] if stage is not None else []
        self._rows = [*letters, *held_now(workspace), *reversed(recorded(workspace))]
        rows = [row(each, zone) for each in self._rows]
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

    def on_option_list_option_selected(self) -> None:
        """Record an e-mail, or read an answer."""
        if isinstance(self._selected(), Recorded | Held):
            self.query_one("#answer").focus()
        else:
            self.action_record()

    def _selected(self) -> "Letter | Recorded | Held | None":
        at = self.query_one("#answers", PlainOptionList).highlighted or 0
        return self._rows[at] if at < len(self._rows) else None

    def _show_words(self) -> None:
        selected = self._selected()
        self.query_one("#words", PlainStatic).show(words(selected) if selected is not None else "")

    def action_record(self) -> None:
        """Record the selected e-mail, or what you enter."""
        selected = self._selected()
        if selected is not None and not isinstance(selected, Recorded | Held):
            with self.guarded():
                self._record(Said(selected.kind, selected.at, selected.text))
                if self.session.stage is not None:
                    self.session.stage.opened(selected)
                self.post_message(Changed())
            return
        with self.guarded():
            zone = self.session.workspace.settings.district.zone
            progress = self.session.progress()
            kind = _EXPECTED.get(progress.steps[progress.next.step - 1].id, ANSWERS[0])
            if isinstance(selected, Held) and selected.kind in ANSWERS:
                kind = EventKind(selected.kind)
            self.app.push_screen(Recording(self.session.clock, zone, kind), self._entered)

    def action_forget(self) -> None:
        """Take back the selected answer, or take a held one off the list."""
        selected, zone = self._selected(), self.session.workspace.settings.district.zone

        def confirmed(yes: bool | None) -> None:
            if yes and isinstance(selected, Recorded | Held):
                with self.guarded():
                    forget(self.session.workspace, selected.id)
                    self.say("Taken back." if isinstance(selected, Recorded) else "Off the list.")
                    self.post_message(Changed())

        if isinstance(selected, Held):
            text = f"{held_words(selected, zone)}: it is held and moves nothing."
            self.app.push_screen(ConfirmDialog("Take this off the list?", text, "Take it off"), confirmed)
        elif isinstance(selected, Recorded) and not selected.withdrawn:
            text = (
                f"{in_words(selected.event)}, {moment(selected.event.at, zone)}: the steps will stand as if "
            )
            text += "it had not come. It stays in the list, marked."
            self.app.push_screen(ConfirmDialog("Take this answer back?", text, "Take it back"), confirmed)
        else:
            self.say("Select an answer: only what is recorded or held can be taken back.")

    def _entered(self, said: Said | None) -> None:
        """Record what was entered; ask first where it looks wrong."""
        if said is None:
            return

        def confirmed(yes: bool | None) -> None:
            if yes:
                with self.guarded():
                    self._record(said)
                    self.post_message(Changed())

        with self.guarded():
            why = why_doubtful(self.session.workspace, said.kind, said.at, self.session.clock())
            if why:
                dialog = ConfirmDialog("Record it all the same?", "\n".join(why), "Record it")
                self.app.push_screen(dialog, confirmed)
            else:
                confirmed(True)

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

        def work(_task: Task) -> Fetched:
            with session.line:
                return fetch(session.workspace, session.job)

        def done(found: Fetched) -> None:
            new = [in_words(answer) for answer in found.answers] + ["one answer is held" for _ in found.newly]
            self.say("; ".join(new) + "." if new else "Nothing new.")
            self.post_message(Changed())

        self.begin("Looking for answers", work, done)

    def home(self) -> PlainOptionList:
        """Return the list of answers."""
        return self.query_one("#answers", PlainOptionList)

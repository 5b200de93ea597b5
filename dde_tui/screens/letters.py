"""The dialogs of steps 1 and 2: preview the letter to CLI and record it as sent."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dde_tui.actions.process.confirm import confirm
from dde_tui.actions.process.doubt import why_doubtful
from dde_tui.actions.process.letters import confirmation_letter, request_letter
from dde_tui.actions.process.request import request
from dde_tui.process.events import EventKind
from dde_tui.screens.shell.dialog import Dialog
from dde_tui.screens.shell.messages import Changed
from dde_tui.screens.shell.place import Place
from dde_tui.screens.shell.task import Task
from dde_tui.widgets.controls import PlainButton, PlainInput
from dde_tui.widgets.field import Field
from dde_tui.workspace.files.home import home_expanded


class RequestLetter(Dialog[bool]):
    """The request for information: the contact pastes it into a help ticket and records that."""

    def __init__(self, district: str, doubts: Sequence[str] = ()) -> None:
        super().__init__("Ask CLI for information")
        self._text = request_letter(district)
        self._doubts = doubts

    def inside(self) -> Iterable[Widget]:
        """Yield the letter and where to send it."""
        yield Static(
            Content.styled(
                "Paste this into a CLI help ticket (“I am a District User”), then record it.", "$text-muted"
            )
        )
        for doubt in self._doubts:
            yield Static(Content.styled(f"! {doubt}", "$text-warning"))
        yield Static(Content(f"\n{self._text}"))

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: copy, record, close."""
        return (
            PlainButton("Copy the text", id="copy"),
            PlainButton("Record as sent", id="yes", primary=True),
            PlainButton("Back", id="leave"),
        )

    def act(self, verb: str) -> None:
        """Copy the letter, or answer that it was sent."""
        if verb == "copy":
            self.app.copy_to_clipboard(self._text)
            self.complain("")
            self.notify(
                "Copied, if your terminal allows it. Recording also writes it to outbox/1-request.txt.",
                markup=False,
            )
        else:
            self.dismiss(True)


class Confirmation(Dialog[Path]):
    """The confirmation letter; it states the row counts of a trial export if you have one."""

    def __init__(self, district: str, trial: Path | None) -> None:
        super().__init__("Confirm that your district can produce the files")
        self._text = confirmation_letter(district)
        self._trial = trial

    def inside(self) -> Iterable[Widget]:
        """Yield the letter and the field for the trial export."""
        yield Static(Content(self._text))
        yield Static(
            Content.styled(
                "The letter can include the row counts of a trial export; leave this empty otherwise.",
                "$text-muted",
            )
        )
        yield Field("Trial export", "trial", str(self._trial or ""), hint="a folder or zip")

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: record, close."""
        return PlainButton("Confirm and record", id="yes", primary=True), PlainButton("No, back", id="leave")

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer with the trial export; `.` means none."""
        self.dismiss(Path(self.query_one("#trial", PlainInput).value.strip() or "."))


class Confirming(Place):
    """Mixin for the places of steps 1 and 2: write the letters to CLI and record them."""

    def action_request(self) -> None:
        """Show the request for information; record it once the contact says it was sent."""

        def answered(sent: bool | None) -> None:
            if sent:
                with self.guarded():
                    _, path = request(self.session.workspace, self.session.clock())
                    self.say(f"Recorded. The text is also in {path.parent.name}/{path.name}.")
                    self.post_message(Changed())

        with self.guarded():
            workspace, now = self.session.workspace, self.session.clock()
            why = why_doubtful(workspace, EventKind.REQUESTED, now, now)
            letter = RequestLetter(workspace.settings.district.name, why)
            self.app.push_screen(letter, answered)

    def action_confirm(self) -> None:
        """Show the confirmation; record it once the contact confirms."""
        workspace = self.session.workspace

        def answered(trial: Path | None) -> None:
            if trial is not None:
                self.begin("Writing the confirmation", lambda task: self._confirm(task, trial), recorded)

        def recorded(path: Path) -> None:
            self.say(f"Recorded. Paste {path.parent.name}/{path.name} into your CLI help ticket.")
            self.post_message(Changed())

        with self.guarded():
            files = workspace.files
            trial = files if files.is_dir() and any(files.glob("*.csv")) else None
            shown = Path(trial.name) if trial and trial.parent == workspace.path else trial
            self.app.push_screen(Confirmation(workspace.settings.district.name, shown), answered)

    def _confirm(self, _task: Task, trial: Path) -> Path:
        workspace = self.session.workspace
        given = None if trial == Path() else workspace.path / home_expanded(str(trial))
        return confirm(workspace, self.session.clock(), given)[1]

"""Asks you the server's keyboard-interactive questions during login, such as a one-time code."""

from collections.abc import Iterable, Sequence
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dde_tui.screens.shell.dialog import Dialog
from dde_tui.widgets.controls import PlainButton, PlainInput
from dde_tui.widgets.field import Field

if TYPE_CHECKING:
    from checks.job import Ask, Job, Prompt

_LOOK_EVERY = 0.1
"""Seconds between checks whether the login was cancelled."""


class Questions(Dialog[tuple[str, ...]]):
    """The server's questions, each with a field for the answer; secrets are masked."""

    FIRST = "#answer-0"

    def __init__(self, title: str, prompts: "Sequence[Prompt]") -> None:
        super().__init__("SecureStor asks")
        self._heading = title
        self._prompts = prompts

    def inside(self) -> Iterable[Widget]:
        """Yield the server's text (data, never markup) and a field per question."""
        if self._heading:
            yield Static(Content(self._heading))
        for number, prompt in enumerate(self._prompts):
            yield Static(Content.styled(prompt.words, "$text-muted"))
            yield Field("Answer", f"answer-{number}", secret=prompt.hidden)

    def verbs(self) -> Iterable[Widget]:
        """Yield the buttons: answer, give up."""
        return PlainButton("Answer", id="yes", primary=True), PlainButton("Cancel the login", id="leave")

    def on_input_submitted(self) -> None:
        """Move to the next question; after the last one, submit: codes expire within seconds."""
        fields = [self.query_one(f"#answer-{number}", PlainInput) for number in range(len(self._prompts))]
        at = next((number for number, field in enumerate(fields) if field.has_focus), len(fields) - 1)
        if at + 1 < len(fields):
            fields[at + 1].focus()
        else:
            self.act("yes")

    def act(self, verb: str) -> None:  # noqa: ARG002 - there is one
        """Answer."""
        numbers = range(len(self._prompts))
        self.dismiss(tuple(self.query_one(f"#answer-{number}", PlainInput).value for number in numbers))


def asked_in(app: App[Any], job: "Job[Any]") -> "Ask":
    """Return a function that asks you from a worker thread; it blocks until you answer or cancel.

    Args:
        app: where the dialog opens.
        job: polled several times a second; once it is cancelled the dialog closes without an answer.
    """

    def ask(title: str, prompts: "Sequence[Prompt]") -> Sequence[str]:
        given: list[tuple[str, ...]] = []
        done = Event()

        def answered(answers: tuple[str, ...] | None) -> None:
            given.append(answers or ())
            done.set()

        dialog = Questions(title, prompts)
        app.call_from_thread(app.push_screen, dialog, answered)
        while not done.wait(_LOOK_EVERY):
            if job.cancelled():
                if app.is_running:
                    app.call_from_thread(dialog.action_leave)
                return ()
        return given[0]

    return ask

"""The seven steps: state, whose turn, due date; and details of the selected step."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from dde_tui.actions.process.status import GLYPHS, describe
from dde_tui.process.next_thing import sentence
from dde_tui.process.progress import Progress, State, StepState
from dde_tui.process.steps import load_steps
from dde_tui.screens.letters import Confirming
from dde_tui.screens.shell.messages import Go
from dde_tui.screens.shell.place import HOME
from dde_tui.widgets.controls import PlainOptionList, PlainStatic
from dde_tui.widgets.rail import COLOURS, JOURNEY


class Overview(Confirming):
    """The district's progress."""

    NAME = HOME
    KEY = "O"
    TITLE = "Overview"
    GROUP = JOURNEY
    HELP_TEXT = (
        "The seven steps from the first request to nightly files. Each shows whose turn it is and, while CLI "
        "is working on it, when CLI's published allowance ends. Select a step to see what it is for; Enter "
        "goes to the place where you do your part of it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a",
            "request",
            "Ask CLI",
            id="status.request",
            tooltip="Step 1: draft the request for information and record it",
        ),
        Binding(
            "y",
            "confirm",
            "Confirm",
            id="status.confirm",
            tooltip="Step 2: confirm that you can produce the files",
        ),
    ]

    def does(self, progress: Progress) -> str:
        """Return the key of step 1; the other steps need none."""
        return "a" if progress.next.step == 1 else "here"

    def compose_body(self) -> ComposeResult:
        """Lay out the steps and the details of the selected one."""
        yield PlainOptionList(id="steps")
        with VerticalScroll(id="step", can_focus=False):
            yield PlainStatic(id="about")

    def prepare(self) -> None:
        """Select the next step."""
        self.show()
        self.query_one("#steps", PlainOptionList).highlighted = self.session.progress().next.step - 1
        self.query_one("#steps").focus()

    def show(self) -> None:
        """Show the current state of the steps."""
        zone = self.session.workspace.settings.district.zone
        steps = self.session.progress().steps
        self.query_one("#steps", PlainOptionList).show(
            [_row(step, zone, self.session.clock(), is_narrow=self.columns < 68) for step in steps]
        )
        at = self.query_one("#steps", PlainOptionList).highlighted or 0
        self.query_one("#about", PlainStatic).show(_about(steps[at]))

    def on_option_list_option_highlighted(self) -> None:
        """Show the details of the selected step."""
        self.show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the place where the district does its part of the step."""
        step = load_steps()[event.option_index]
        if step.place == self.NAME:
            if step.number == 1:
                self.action_request()
            else:
                self.say("Nothing to do here: CLI does this step.")
        else:
            self.post_message(Go(step.place))

    def home(self) -> PlainOptionList:
        """Return the list of the steps."""
        return self.query_one("#steps", PlainOptionList)


def _row(step: StepState, zone: str, now: datetime, *, is_narrow: bool) -> Content:
    colour = COLOURS[step.state]
    words = describe(step, zone, now)
    if step.state is State.WAITING and step.due:
        words = words.replace(", ", ",\n      ", 1)
        words = words.replace(", until", ",\n      until", 1) if is_narrow else words
    return Content.assemble(
        (f"{GLYPHS[step.state]} ", colour), f"{step.number} {step.name:<21} ", (words, colour)
    )


def _about(state: StepState) -> Content:
    step = load_steps()[state.number - 1]
    facts: list[tuple[str, str]] = [("Who", step.responsible)]
    if allowance := step.allowance:
        facts.append(("CLI's published allowance", str(allowance)))
    if step.allowance_note:
        facts.append(("Note", step.allowance_note))
    facts.append(("Without the app", step.command))
    return Content("\n").join(
        (
            Content.styled(step.title, "bold"),
            Content(step.purpose),
            Content(sentence(state)),
            *_facts(facts),
        )
    )


def _facts(facts: Iterable[tuple[str, str]]) -> Iterable[Content]:
    for name, value in facts:
        yield Content.assemble((f"{name}: ", "$text-muted"), value)

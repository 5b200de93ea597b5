"""The seven steps: state, whose turn, due date; and details of the selected step."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from dde_tui.process.forecast import scenarios
from dde_tui.process.progress import Progress
from dde_tui.process.steps import load_steps
from dde_tui.screens.letters import Confirming
from dde_tui.screens.overview.step_words import about, row
from dde_tui.screens.overview.what_may_come import rounds_in_full, scenarios_in_full, summary
from dde_tui.screens.shell.dialog import MessageDialog, PageDialog
from dde_tui.screens.shell.messages import Go
from dde_tui.screens.shell.place import HOME
from dde_tui.widgets.controls import PlainOptionList, PlainStatic
from dde_tui.widgets.rail import JOURNEY


class Overview(Confirming):
    """The district's progress."""

    NAME = HOME
    KEY = "O"
    TITLE = "Overview"
    GROUP = JOURNEY
    HELP_TEXT = (
        "The seven steps from the first request to nightly files. Each shows whose turn it is and, while CLI "
        "is working on it, when its published allowance ends: the late end, since on some days nobody knows "
        "whether CLI works. Select a step to see its clock and what it is for; Enter goes where you do your "
        "part of it. w shows when your files may be in production, d the rounds of the reviews."
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
        Binding(
            "w",
            "forecast",
            "When live",
            show=False,
            id="status.forecast",
            tooltip="When your files may be in production, step by step",
        ),
        Binding(
            "d",
            "rounds",
            "Rounds",
            id="status.rounds",
            tooltip="What was sent, what CLI answered, and what is gone or new in each round",
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer what belongs to steps 1 and 2 only while they are not done."""
        last = {"request": 2, "confirm": 2}.get(action)
        with self.guarded():
            return last is None or self.session.progress().next.step <= last
        return True

    def does(self, progress: Progress) -> str:
        """Return the key of step 1; the other steps need none."""
        return "a" if progress.next.step == 1 else "here"

    def compose_body(self) -> ComposeResult:
        """Lay out the steps, the forecast, the selected step and, where it is wide, the rounds."""
        yield PlainOptionList(id="steps")
        yield PlainStatic(id="forecast")
        with Horizontal(id="standing"):
            with VerticalScroll(id="step", can_focus=True):
                yield PlainStatic(id="about")
            with VerticalScroll(id="rounds", can_focus=False):
                yield PlainStatic(id="round")

    def prepare(self) -> None:
        """Select the next step."""
        self.show()
        self.query_one("#steps", PlainOptionList).highlighted = self.session.progress().next.step - 1
        self.query_one("#steps").focus()

    def show(self) -> None:
        """Show the current state of the steps."""
        district, now = self.session.workspace.settings.district, self.session.clock()
        found = self.session.progress()
        steps = self.query_one("#steps", PlainOptionList)
        steps.show([row(step, district.zone, now, self.columns) for step in found.steps])
        at = steps.highlighted or 0
        words = about(
            found.steps[at], district.name, district.zone, now, is_current=at == found.next.step - 1
        )
        self.query_one("#about", PlainStatic).show(words)
        ways = scenarios(found, now, self.session.workspace.calendar)
        self.query_one("#forecast", PlainStatic).show(summary(ways, now))
        self.query_one("#forecast").display = bool(ways)
        self.query_one("#round", PlainStatic).show(rounds_in_full(found.rounds, district.zone, now))

    def action_forecast(self) -> None:
        """Show the scenarios step by step."""
        with self.guarded():
            now = self.session.clock()
            ways = scenarios(self.session.progress(), now, self.session.workspace.calendar)
            text = scenarios_in_full(ways, now) if ways else Content("Your rosters are in production.")
            self.app.push_screen(MessageDialog("When your files may be in production", text))

    def action_rounds(self) -> None:
        """Show the rounds of the reviews."""
        with self.guarded():
            zone, now = self.session.workspace.settings.district.zone, self.session.clock()
            text = rounds_in_full(self.session.progress().rounds, zone, now)
            self.app.push_screen(PageDialog("The rounds of the reviews", text))

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

"""The seven steps: a column where the terminal is wide, one row where it is not."""

from textual.content import Content, Span
from textual.style import Style

from dde_tui.actions.process.status import GLYPHS, WORDS
from dde_tui.process.progress import Progress, State, StepState
from dde_tui.terminal.time_format import moment
from dde_tui.widgets.controls import PlainStatic

COLOURS = {
    State.UPCOMING: "$text-muted",
    State.YOURS: "bold $text-primary",
    State.WAITING: "$text-warning",
    State.RETURNED: "bold $text-error",
    State.DONE: "$text-success",
}


def clickable(content: Content, action: str) -> Content:
    """Return the text so that a click on it runs the action."""
    return Content(
        content.plain,
        [*content.spans, Span(0, len(content.plain), Style.from_meta({"@click": action}))],
    )


def words_of(step: StepState) -> str:
    """Return a step's state in words, with its round."""
    words = WORDS[step.state]
    if step.state is State.DONE and not step.recorded:
        words = "done (not recorded)"
    return f"{words}, round {step.round}" if step.round > 1 and step.state is not State.DONE else words


class Rail(PlainStatic):
    """The steps one below the other, each with its state and CLI's due time."""

    def tell(self, progress: Progress, zone: str) -> None:
        """Show where the steps stand."""
        lines: list[Content] = []
        for step in progress.steps:
            colour = COLOURS[step.state]
            name = "bold" if step.number == progress.next.step else ""
            head = Content.assemble(
                (f"{GLYPHS[step.state]} ", colour), (f"{step.number} {step.name}", name), "\n"
            )
            tail = Content.assemble((f"    {words_of(step)}", colour))
            if step.due:
                over = "was due" if step.is_overdue else "due"
                tail += Content.styled(f"\n    {over} {moment(step.due, zone)}", colour)
            lines.append(clickable(head + tail, f"app.step({step.number})"))
        self.show(Content("\n").join(lines))


class RailRow(PlainStatic):
    """The steps side by side, and the present one in words."""

    def tell(self, progress: Progress, zone: str) -> None:
        """Show where the steps stand."""
        marks = [
            clickable(
                Content.styled(f"{GLYPHS[step.state]}{step.number}", COLOURS[step.state]),
                f"app.step({step.number})",
            )
            for step in progress.steps
        ]
        step = progress.steps[progress.next.step - 1]
        words = f"{step.name}: {words_of(step)}"
        if step.is_overdue:
            words += ", overdue"
        elif step.due:
            day, hour = moment(step.due, zone).split(", ")
            words += f", due {day.rsplit(' ', 1)[0]}, {hour}"
        self.show(Content(" ").join(marks) + Content(f"   {words}"))

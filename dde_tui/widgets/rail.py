"""The navigation rail: the seven steps and all places, as a column or folded into one row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content, Span
from textual.style import Style

from dde_tui.actions.process.status import GLYPHS, WORDS
from dde_tui.process.progress import Progress, State, StepState
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import moment
from dde_tui.widgets.controls import PlainStatic

COLOURS = {
    State.UPCOMING: "$text-muted",
    State.YOURS: "bold $text-primary",
    State.WAITING: "$text-warning",
    State.RETURNED: "bold $text-error",
    State.DONE: "$text-success",
}
JOURNEY = "Journey"
"""The group that the steps belong to."""
_HERE = "bold reverse $text-primary"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One place in the rail."""

    name: str
    key: str
    title: str
    group: str
    badge: str = ""
    """A short badge, such as the number of errors."""


@dataclass(frozen=True, slots=True)
class Navigation:
    """The rail's data: the state of the steps, all places, and the current one."""

    progress: Progress
    zone: str
    places: Sequence[PlaceEntry]
    current: str

    @property
    def step(self) -> StepState:
        """The current step."""
        return self.progress.steps[self.progress.next.step - 1]

    @property
    def place(self) -> PlaceEntry:
        """The current place."""
        return next(place for place in self.places if place.name == self.current)


def clickable(content: Content, action: str) -> Content:
    """Return the text with a click action."""
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


def short_of(step: StepState) -> str:
    """Return a step's name in at most 14 characters."""
    return load_steps()[step.number - 1].short


class Rail(PlainStatic):
    """The column: each group of places under its heading, the steps in the first; one line each.

    Where it is low, the gaps go first, then the headings: twelve places and the steps fit 19 rows.
    """

    _navigation: Navigation | None = None

    def tell(self, navigation: Navigation) -> None:
        """Show the steps and places as they are now."""
        self._navigation = navigation
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self._draw()

    def _draw(self) -> None:
        if self._navigation is None or not self.size.width:
            return
        groups = list(_groups(self._navigation, self.size.width))
        lines, height = sum(map(len, groups)), self.size.height
        if lines > height:
            groups = [group[1:] for group in groups]
        gap = Content("\n\n" if lines + len(groups) - 1 <= height else "\n")
        self.show(gap.join(Content("\n").join(group) for group in groups))


def _groups(navigation: Navigation, width: int) -> Iterator[list[Content]]:
    """Yield the lines of each group; the steps follow the places of the journey."""
    for name in dict.fromkeys(place.group for place in navigation.places):
        lines = [Content.styled(name.upper(), "$text-muted")]
        lines += [_place(navigation, place, width) for place in navigation.places if place.group == name]
        if name == JOURNEY:
            lines += [_step(navigation, step, width) for step in navigation.progress.steps]
        yield lines


def _place(navigation: Navigation, place: PlaceEntry, width: int) -> Content:
    is_here = place.name == navigation.current
    room = max(width - 4 - len(place.badge), 0)
    line = Content.assemble(
        (f"{place.key:<4}", "" if is_here else "$text-muted"),
        f"{place.title:<{room}}",
        (place.badge, "" if is_here else "bold $text-warning"),
    )
    return clickable(line.stylize(_HERE) if is_here else line, f"app.go('{place.name}')")


def _step(navigation: Navigation, step: StepState, width: int) -> Content:
    badge = _badge(step, navigation.zone)
    room = max(width - 4 - len(badge), 0)
    line = Content.assemble(
        (f"{step.number} ", "$text-muted"),
        (f"{GLYPHS[step.state]} ", COLOURS[step.state]),
        (f"{short_of(step):<{room}}", "bold" if step.number == navigation.step.number else ""),
        (badge, COLOURS[step.state]),
    )
    return clickable(line, f"app.step({step.number})")


def _badge(step: StepState, zone: str) -> str:
    """Return a step's badge of three characters: the round, or the day CLI's answer is due."""
    if step.state is State.DONE:
        return ""
    if step.round > 1:
        return f"R{step.round}"
    return moment(step.due, zone)[:3] if step.due and not step.is_overdue else ""


class RailRow(PlainStatic):
    """The rail folded into one row: the current step, its neighbors, and the current place."""

    def tell(self, navigation: Navigation, width: int) -> None:
        """Show the current step; `width` is in columns."""
        step, last = navigation.step, len(navigation.progress.steps)
        parts = [Content("")]
        if step.number > 1:
            parts.append(clickable(Content(f"‹ {step.number - 1}"), f"app.step({step.number - 1})"))
        after = f"{step.number + 1} ›" if step.number < last else ""
        place = Content.styled(f" {navigation.place.title} ", _HERE)
        taken = sum(len(part) + 2 for part in parts) + len(after) + len(place)
        here = Content.assemble(
            (f"{step.number} {GLYPHS[step.state]} ", COLOURS[step.state]),
            (_as_fits(step, navigation.zone, width - taken - 6), ""),
        )
        parts.append(clickable(here, f"app.step({step.number})"))
        if after:
            parts.append(clickable(Content(after), f"app.step({step.number + 1})"))
        left = Content("  ").join(parts[1:])
        gap = Content(" " * max(width - len(left) - len(place), 1))
        self.show(left + gap + clickable(place, "app.command_palette"))


def _as_fits(step: StepState, zone: str, width: int) -> str:
    """Return the step's name with as much of its state as fits."""
    words = f"{short_of(step)}: {words_of(step)}"
    due = ", overdue" if step.is_overdue else ""
    if step.due and not step.is_overdue:
        day, hour = moment(step.due, zone).split(", ")
        due = f", due {day.rsplit(' ', 1)[0]}, {hour}"
    for shown in (words + due, words, short_of(step)):
        if len(shown) <= width:
            return shown
    return short_of(step)[: max(width, 0)]

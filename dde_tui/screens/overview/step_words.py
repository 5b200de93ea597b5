"""The steps as rows, and the selected one: its clock with both ends, what it is for, and who does it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from textual.content import Content

from dde_tui.actions.process import clock_words
from dde_tui.actions.process.letters import reminder_letter
from dde_tui.actions.process.sentences import SILENCE
from dde_tui.actions.process.status import GLYPHS, describe
from dde_tui.process.deadline import Deadline
from dde_tui.process.next_thing import sentence
from dde_tui.process.progress import StepState
from dde_tui.process.steps import load_steps
from dde_tui.terminal.time_format import moment, near_moment
from dde_tui.widgets.rail import COLOURS, words_of

_BAR = 20
_NAME = 21


def row(step: StepState, zone: str, now: datetime, width: int) -> Content:
    """Return a step as one row; where it is narrow, its due time is left to the clock below."""
    words, room = describe(step, zone, now), width - _NAME - 6
    if len(words) > room:
        words = "CLI's turn, overdue" if step.is_overdue else words_of(step)
    colour = COLOURS[step.state]
    return Content.assemble(
        (f"{GLYPHS[step.state]} ", colour), f"{step.number} {step.name:<{_NAME}} ", (words, colour)
    )


def about(state: StepState, district: str, zone: str, now: datetime, *, is_current: bool) -> Content:
    """Return what is to say about a step: its clock first, then what it is for.

    Args:
        state: the step.
        district: its name, for a text to send.
        zone: the contact's time zone.
        now: the time.
        is_current: whether the headline says its sentence already.
    """
    step = load_steps()[state.number - 1]
    facts: list[tuple[str, str]] = [("Who", step.responsible)]
    if step.allowance:
        facts.append(("Allowance", f"{step.allowance}, as CLI publishes it; no promise"))
    if step.allowance_note:
        facts.append(("Note", step.allowance_note))
    facts.append(("Without the app", step.command))
    lines = [Content.styled(step.title, "bold")]
    if not is_current:
        lines.append(Content(sentence(state)))
    if state.deadline:
        lines += _clock(state.deadline, zone, now)
    lines += [Content(""), Content(step.purpose), *_facts(facts)]
    if state.deadline and state.is_overdue:
        lines += _silence(state, state.deadline, district, zone)
    if state.deadline:
        lines += [
            Content(""),
            *(Content.styled(each, "$text-muted") for each in clock_words.because(state.deadline, zone)),
        ]
    return Content("\n").join(lines)


def _clock(deadline: Deadline, zone: str, now: datetime) -> Iterator[Content]:
    """Yield the clock as a bar of open time, and its early end with the reason."""
    used, whole = deadline.used_minutes(now)
    full = used * _BAR // max(whole, 1)
    is_over = deadline.remaining_minutes(now) < 0
    colour = "$text-error" if is_over else "$text-warning"
    words = f"overdue by {clock_words.overdue(deadline, now)}" if is_over else _left(deadline, now)
    yield Content.assemble(("═" * full, colour), ("─" * (_BAR - full), "$text-muted"), f"  {words}")
    end = near_moment(deadline.due, zone, now)
    yield Content(f"It was due {end}." if is_over else f"By {end} at the latest.")
    if not is_over and (why := clock_words.may_be_closed(deadline, zone, now)):
        yield Content(f"{why}.")


def _left(deadline: Deadline, now: datetime) -> str:
    """Return "14 of 20 business hours left", or both with their units where these differ."""
    left, allowance = clock_words.left(deadline, now), str(deadline.allowance)
    amount, _, unit = left.partition(" ")
    same = allowance.removesuffix("s").endswith(unit.removesuffix("s"))
    return f"{amount} of {allowance} left" if same else f"{left} left of {allowance}"


def _silence(state: StepState, deadline: Deadline, district: str, zone: str) -> Iterator[Content]:
    title = load_steps()[state.number - 1].title
    yield Content.styled("\nIf you expected an answer", "bold")
    yield from map(Content, SILENCE)
    yield Content.styled("\nA text for your help ticket", "bold")
    letter = reminder_letter(district, title, moment(deadline.start, zone), str(deadline.allowance))
    yield from map(Content, letter.splitlines())


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[Content]:
    for name, value in facts:
        yield Content.assemble((f"{name}: ", "$text-muted"), value)

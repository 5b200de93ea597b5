"""The one sentence at the top of the screen: what to do now, whose turn it is, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dde_tui.process.states import State, StepState, Turn
from dde_tui.process.steps import load_sentences, load_steps


@dataclass(frozen=True, slots=True)
class NextThing:
    """What comes next: `due` ends CLI's published allowance, `place` is where in the app you do it."""

    sentence: str
    turn: Turn
    due: datetime | None
    step: int
    place: str


def sentence(state: StepState, until: str = "") -> str:
    """Return the sentence for one step in its present state; `until` is its due time in words.

    A due time is left out where it passed: then it says nothing about what comes.
    """
    general = load_sentences()
    if state.state is State.DONE:
        return f"{general['done' if state.recorded else 'unrecorded']}."
    if state.is_overdue:
        return f"{general['overdue'].format(number=state.number)}."
    words = load_steps()[state.number - 1].sentences[state.state].format(round=state.round)
    return f"{words}, by {until} at the latest." if until else f"{words}."


def next_thing(states: Sequence[StepState]) -> NextThing:
    """Return what comes next: the first step that is not done decides.

    If it is CLI's turn but the district has work of its own meanwhile, it is the district's turn and
    CLI's deadline does not apply to it; an overdue answer comes before that work.
    """
    current = next((state for state in states if state.state is not State.DONE), None)
    if current is None:
        return NextThing(f"{load_sentences()['production']}.", Turn.NONE, None, states[-1].number, "overview")
    step = load_steps()[current.number - 1]
    if current.state is State.YOURS:
        return NextThing(sentence(current), Turn.DISTRICT, None, step.number, step.place)
    if current.state is State.WAITING and step.meanwhile and not current.is_overdue:
        return NextThing(sentence(current), Turn.DISTRICT, None, step.number, step.meanwhile)
    return NextThing(sentence(current), current.turn, current.due, step.number, "feedback")

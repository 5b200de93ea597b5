"""The seven steps as records, read from `steps.toml` and checked key by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from checks.toml_reader import TableError, key, one_of, parse, read_table
from dde_tui.process.clock import Allowance
from dde_tui.process.events import EventKind
from dde_tui.process.states import State

FILE = "steps.toml"
_GENERAL = ("overdue", "done", "unrecorded", "production")


class StepsError(ValueError):
    """The file of the steps is wrong; the message names the file and the key."""


def _general(sentences: Mapping[str, str]) -> Mapping[str, str]:
    if {*sentences} != {*_GENERAL}:
        raise ValueError(f"needs exactly {', '.join(_GENERAL)}")
    return sentences


@dataclass(frozen=True, slots=True)
class _Steps:
    sentences: Mapping[str, str] = field(metadata=key(check=_general))
    step: tuple[Mapping[str, Any], ...] = ()


def _allowance(text: object, place: str) -> Allowance | None:
    if not isinstance(text, str):
        raise TableError(place, "must be text in quotes")
    return Allowance.parse(text) if text else None


def _opens_as(state: State) -> State:
    one_of(state, (State.YOURS, State.WAITING))
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of CLI's set-up process, as data.

    `sentences` holds what to say in each state the step can be in; `{round}` is replaced by the round.
    """

    number: int
    id: str
    name: str
    short: str
    """The name in at most 14 characters, for the rail."""
    title: str
    """CLI's own name of the step."""
    purpose: str
    responsible: str
    allowance: Allowance | None = field(metadata=key(read=_allowance))
    allowance_note: str = ""
    place: str
    command: str
    meanwhile: str = ""
    review: str = ""
    opens_as: State = field(metadata=key(check=_opens_as))
    opens: frozenset[EventKind]
    hands_over: frozenset[EventKind] = frozenset()
    returns: frozenset[EventKind] = frozenset()
    ends: frozenset[EventKind]
    sentences: Mapping[State, str] = field(metadata=key(check=MappingProxyType))

    @property
    def moved_by(self) -> frozenset[EventKind]:
        """The events that move the step in any way."""
        return self.hands_over | self.returns | self.ends

    @property
    def answers(self) -> tuple[EventKind, ...]:
        """What CLI can answer in this step, as `dde feedback record` calls it: the good news first."""
        return tuple(
            kind
            for kind in EventKind
            if kind in self.ends and kind not in (EventKind.CONNECTED, EventKind.CONFIRMED)
        ) + tuple(self.returns)


def load_steps() -> tuple[Step, ...]:
    """Return the seven steps in order.

    Raises:
        StepsError: the packaged file is wrong.
    """
    return _packaged()[0]


def load_sentences() -> Mapping[str, str]:
    """Return the sentences that belong to no single step: overdue, done, unrecorded, production.

    Raises:
        StepsError: the packaged file is wrong.
    """
    return _packaged()[1]


@cache
def _packaged() -> tuple[tuple[Step, ...], Mapping[str, str]]:
    from importlib.resources import files

    return parse_steps(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


def parse_steps(text: str) -> tuple[tuple[Step, ...], Mapping[str, str]]:
    """Return the steps and the general sentences that a text of this form declares.

    Raises:
        StepsError: it is not TOML, or a key is missing, unknown or has an invalid value.
    """
    try:
        table = read_table(_Steps, parse(text))
        steps: list[Step] = []
        for number, record in enumerate(table.step, start=1):
            steps.append(_step(number, record, steps[-1].ends if steps else frozenset()))
    except TableError as error:
        raise StepsError(f"{FILE}: {error}") from error
    if len({step.id for step in steps}) != 7:
        raise StepsError(f"{FILE}: step: there are seven steps, each with its own id")
    return tuple(steps), MappingProxyType(dict(table.sentences))


def _step(number: int, record: Mapping[str, Any], opens: frozenset[EventKind]) -> Step:
    step = read_table(Step, record, f"step[{number}]", number=number, opens=opens)
    if {*step.sentences} != _states_it_can_be_in(step):
        needed = ", ".join(sorted(_states_it_can_be_in(step)))
        raise TableError(f"step[{number}].sentences", f"needs exactly {needed}")
    return step


def _states_it_can_be_in(step: Step) -> set[State]:
    """Return the states that need a sentence of this step's own; done is the same for all."""
    states = {step.opens_as}
    if step.number > 1:
        states.add(State.UPCOMING)
    if step.hands_over:
        states.add(State.WAITING)
    if step.returns:
        states.add(State.RETURNED)
    return states

"""The seven steps as records, read from `steps.toml` and checked key by key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any

from dde_tui.process.clock import Allowance, ClockError
from dde_tui.process.events import EventKind
from dde_tui.process.states import State

FILE = "steps.toml"
_REQUIRED = (
    "id",
    "name",
    "short",
    "title",
    "purpose",
    "responsible",
    "allowance",
    "place",
    "command",
    "opens_as",
    "ends",
    "sentences",
)
_GENERAL = ("overdue", "done", "unrecorded", "production")
_TYPES = {
    "hands_over": "a list of kinds of events",
    "returns": "a list of kinds of events",
    "ends": "a list of kinds of events",
    "sentences": "a table of texts",
}


class StepsError(ValueError):
    """The file of the steps is wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of CLI's set-up process, as data.

    `sentences` holds what to say in each state the step can be in; `{round}` stands for the round.
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
    allowance: Allowance | None
    allowance_again: Allowance | None
    """The allowance after a return, where CLI publishes another one."""
    allowance_note: str
    place: str
    command: str
    meanwhile: str
    review: str
    opens_as: State
    opens: frozenset[EventKind]
    hands_over: frozenset[EventKind]
    returns: frozenset[EventKind]
    ends: frozenset[EventKind]
    sentences: Mapping[State, str]

    def allowance_in(self, round_: int) -> Allowance | None:
        """Return what CLI publishes for this round, or None where it states nothing."""
        return self.allowance_again if round_ > 1 and self.allowance_again else self.allowance


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
        StepsError: it is no TOML, or a key is missing, unknown or has a value that cannot be.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StepsError(f"{FILE}: {error}") from error
    general = table.get("sentences", {})
    if set(general) != set(_GENERAL):
        raise StepsError(f"{FILE}: sentences needs exactly {', '.join(_GENERAL)}")
    steps: list[Step] = []
    for number, record in enumerate(table.get("step", ()), start=1):
        steps.append(_step(number, record, steps[-1].ends if steps else frozenset()))
    if len({step.id for step in steps}) != 7:
        raise StepsError(f"{FILE}: step: there are seven steps, each with its own id")
    return tuple(steps), MappingProxyType(dict(general))


def _step(number: int, record: Mapping[str, Any], opens: frozenset[EventKind]) -> Step:
    where = f"{FILE}: step {number}"
    _check_keys(record, where)
    step = Step(
        number=number,
        id=record["id"],
        name=record["name"],
        short=record["short"],
        title=record["title"],
        purpose=record["purpose"],
        responsible=record["responsible"],
        allowance=_allowance(record, "allowance", where),
        allowance_again=_allowance(record, "allowance_again", where),
        allowance_note=record.get("allowance_note", ""),
        place=record["place"],
        command=record["command"],
        meanwhile=record.get("meanwhile", ""),
        review=record.get("review", ""),
        opens_as=State(record["opens_as"]),
        opens=opens,
        hands_over=_kinds(record, "hands_over"),
        returns=_kinds(record, "returns"),
        ends=_kinds(record, "ends"),
        sentences=MappingProxyType(
            {State(key): text for key, text in record["sentences"].items() if key in {*State}}
        ),
    )
    if {*record["sentences"]} != _states_it_can_be_in(step):
        raise StepsError(f"{where}: sentences needs exactly {', '.join(sorted(_states_it_can_be_in(step)))}")
    return step


def _check_keys(record: Mapping[str, Any], where: str) -> None:
    known = {each.name for each in fields(Step)} - {"number", "opens"}
    for key in _REQUIRED:
        if key not in record:
            raise StepsError(f"{where}: {key} is missing")
    for key, value in record.items():
        if key not in known:
            raise StepsError(f"{where}: {key} is unknown")
        if not _has_its_type(key, value):
            raise StepsError(f"{where}: {key} must be {_TYPES.get(key, 'text')}")
    if record["opens_as"] not in {State.YOURS, State.WAITING}:
        raise StepsError(f"{where}: opens_as is yours or waiting")


def _has_its_type(key: str, value: object) -> bool:
    match value:
        case list():
            return key in {"hands_over", "returns", "ends"} and all(each in [*EventKind] for each in value)
        case Mapping():
            return key == "sentences" and all(isinstance(each, str) for each in value.values())
        case _:
            return key not in _TYPES and isinstance(value, str)


def _kinds(record: Mapping[str, Any], key: str) -> frozenset[EventKind]:
    return frozenset(EventKind(kind) for kind in record.get(key, ()))


def _allowance(record: Mapping[str, Any], key: str, where: str) -> Allowance | None:
    try:
        return Allowance.parse(record[key]) if record.get(key) else None
    except ClockError as error:
        raise StepsError(f"{where}: {key}: {error}") from error


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

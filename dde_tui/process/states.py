"""The words for where a step stands, and the record of one step's state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dde_tui.process.deadline import Deadline


class State(StrEnum):
    """Where a step stands."""

    UPCOMING = "upcoming"
    YOURS = "yours"
    WAITING = "waiting"
    RETURNED = "returned"
    DONE = "done"

    @property
    def turn(self) -> "Turn":
        """Whose turn it is while a step is in this state."""
        match self:
            case State.YOURS | State.RETURNED:
                return Turn.DISTRICT
            case State.WAITING:
                return Turn.CLI
            case _:
                return Turn.NONE


class Turn(StrEnum):
    """Whose turn it is."""

    DISTRICT = "district"
    CLI = "cli"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class StepState:
    """The present state of one step.

    `started` is when the step's present turn or clock began, or None if it was not recorded; `deadline` and
    `remaining_minutes` are there only while CLI's clock runs. `recorded` is False where the step counts
    as done only because a later one came.
    """

    number: int
    id: str
    name: str
    state: State
    turn: Turn
    round: int
    started: datetime | None
    deadline: Deadline | None
    remaining_minutes: int | None
    recorded: bool

    @property
    def due(self) -> datetime | None:
        """When CLI's published allowance ends at the latest, while its clock runs."""
        return self.deadline.due if self.deadline else None

    @property
    def is_overdue(self) -> bool:
        """Whether CLI's published allowance has ended without an answer."""
        return self.remaining_minutes is not None and self.remaining_minutes < 0

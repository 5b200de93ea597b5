"""When the files may be in production, if CLI takes its published time and the district answers at once."""

from dataclasses import dataclass
from datetime import datetime

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import due
from dde_tui.process.progress import Progress
from dde_tui.process.states import State
from dde_tui.process.steps import Step, load_steps


@dataclass(frozen=True, slots=True)
class Stage:
    """One step on the way, from when to when."""

    step: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way it may go: how often CLI returns the files in each review from now on, and when it ends."""

    more_rounds: int
    stages: tuple[Stage, ...]

    @property
    def live(self) -> datetime:
        """When the files are in production."""
        return self.stages[-1].ends


def scenarios(found: Progress, now: datetime, calendar: Calendar) -> tuple[Scenario, ...]:
    """Return how it may go: with nothing more returned, and with one more round in each review that is open.

    Allowances count in full and by their late ends. The district's own turns take no time: how long it
    needs is its own choice. An allowance that is over counts as ending now. Empty in production.

    Raises:
        ClockError: `now` has no zone.
    """
    if all(step.state is State.DONE for step in found.steps):
        return ()
    return tuple(Scenario(more, _stages(found, now, calendar, more)) for more in (0, 1))


def _stages(found: Progress, now: datetime, calendar: Calendar, more: int) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    at = now
    for step, state in zip(load_steps(), found.steps, strict=True):
        if state.state is State.DONE:
            continue
        begins = at
        at = max(state.due, now) if state.due else _after(at, step, calendar)
        for _ in range(more if step.review else 0):
            at = _after(at, step, calendar)
        stages.append(Stage(step.number, begins, at))
    return tuple(stages)


def _after(start: datetime, step: Step, calendar: Calendar) -> datetime:
    return due(start, step.allowance, calendar) if step.allowance else start

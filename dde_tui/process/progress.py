"""Where the district stands: a pure function of what happened and of the time now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dde_tui.process.calendars.calendar import Calendar, need_zones
from dde_tui.process.deadline import deadline
from dde_tui.process.events import Event, EventKind
from dde_tui.process.next_thing import NextThing, next_thing
from dde_tui.process.order import Placed, in_order, standing
from dde_tui.process.rounds import Round, RoundLog
from dde_tui.process.states import State, StepState, Turn
from dde_tui.process.steps import Step, load_steps

__all__ = ["NextThing", "Progress", "Round", "State", "StepState", "Turn", "progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of the seven steps, the next thing to do, and the rounds of the reviews."""

    steps: tuple[StepState, ...]
    next: NextThing
    log: RoundLog = field(default_factory=RoundLog, compare=False, repr=False)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds of the reviews, in order; a long journal has many, so they are made when asked for."""
        return self.log.rounds()


def progress(events: Iterable[Event], now: datetime, calendar: Calendar) -> Progress:
    """Return where the district stands.

    Events are taken in the order in which they happened (see `in_order`), without those that were taken
    back. An unrecorded step never blocks a later one: a later event completes all earlier steps.

    Args:
        events: in the order of recording.
        now: the time, with a zone.
        calendar: when CLI is open.

    Raises:
        ClockError: `now` has no zone.
    """
    need_zones(now)
    tracks = [_Track(step) for step in load_steps()]
    tracks[0].state = tracks[0].step.opens_as
    able: dict[str, list[_Track]] = {
        kind: [track for track in tracks if kind in track.step.moved_by] for kind in EventKind
    }
    log = RoundLog()
    for placed in in_order(standing(events), now):
        if track := _concerned(placed.event, able.get(placed.event.kind, [])):
            _apply(placed, track, tracks, log)
    states = tuple(track.as_of(now, calendar) for track in tracks)
    return Progress(states, next_thing(states), log)


@dataclass(slots=True)
class _Track:
    """One step while the events are replayed."""

    step: Step
    state: State = State.UPCOMING
    round: int = 1
    started: datetime | None = None
    recorded: bool = True

    def turn_to(self, state: State, at: datetime | None) -> None:
        self.state, self.started, self.recorded = state, at, True

    def as_of(self, now: datetime, calendar: Calendar) -> StepState:
        end, allowance = None, self.step.allowance
        if self.state is State.WAITING and self.started and allowance:
            end = deadline(self.started, allowance, calendar)
        return StepState(
            number=self.step.number,
            id=self.step.id,
            name=self.step.name,
            state=self.state,
            turn=self.state.turn,
            round=self.round,
            started=self.started,
            deadline=end,
            remaining_minutes=end.remaining_minutes(now) if end else None,
            recorded=self.recorded,
        )


def _apply(placed: Placed, track: _Track, tracks: list[_Track], log: RoundLog) -> None:
    event = placed.event
    earlier, later = tracks[: track.step.number - 1], tracks[track.step.number :]
    for each in earlier:
        if each.state is not State.DONE:
            each.state, each.recorded = State.DONE, False
    if track.step.review:
        _log(placed, track, later, log)
    if event.kind in track.step.ends:
        track.state, track.recorded = State.DONE, True
        if later and later[0].state is State.UPCOMING:
            later[0].turn_to(later[0].step.opens_as, placed.at)
    elif event.kind in track.step.returns:
        if track.state is not State.RETURNED:
            track.round += 1
        track.turn_to(State.RETURNED, placed.at)
        for each in later:
            each.turn_to(State.UPCOMING, None)
    else:
        track.turn_to(State.WAITING, placed.at)


def _log(placed: Placed, track: _Track, later: list[_Track], log: RoundLog) -> None:
    """Note what the event is to the rounds of a review, before it moves the step."""
    kind = placed.event.kind
    if kind in track.step.hands_over:
        log.sent(track.step, track.round, placed)
        return
    log.answered(track.step, track.round - (track.state is State.RETURNED), placed)
    if kind in track.step.ends and later[0].step.review:
        log.go_on(later[0].step)


def _concerned(event: Event, able: Sequence[_Track]) -> _Track | None:
    """Return the step this event moves, of those its kind can move, or None where it moves nothing.

    Both reviews know submissions, returns and acceptances: the first that is not done is meant, unless
    the event names the other. An acceptance that names a review which is done is a repetition and must
    not accept the next one. A return is never lost: where both reviews are done it reopens the last one,
    also in production, since it says that what came before is not so or no longer.
    """
    if not able:
        return None
    kind = event.kind
    still_open = [track for track in able if track.state is not State.DONE]
    named = [track for track in able if track.step.review and track.step.review == event.data.get("review")]
    if kind is EventKind.RETURNED:
        choice = [track for track in named if track in still_open] or still_open or [able[-1]]
    elif any(kind in track.step.ends for track in able):
        choice = named or still_open or [able[-1]]
    else:
        choice = still_open
    return choice[0] if choice else None

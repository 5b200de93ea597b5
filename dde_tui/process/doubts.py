"""Why a record may be wrong: asked twice, about files never sent, dated before the step began, steps skipped.

Each can be right all the same: a mail was found late, or another program sent the files. So a person is
asked; nothing is refused for good, and nothing is taken without a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import TOLERANCE, in_order, standing
from dde_tui.process.progress import Progress, progress
from dde_tui.process.states import State, StepState
from dde_tui.process.steps import Step, load_steps

_ABOUT_FILES = (EventKind.RETURNED, EventKind.ACCEPTED, EventKind.PREPARED, EventKind.LIVE)
_REVIEWS = (EventKind.RETURNED, EventKind.ACCEPTED)
_GOES_ON = (EventKind.PREPARED, EventKind.LIVE)


class Reason(StrEnum):
    """What is doubtful about a record."""

    TWICE = "twice"
    """The step waits for CLI already: its clock would start anew."""
    DONE = "done"
    """The step that it is about is done."""
    NOTHING_SENT = "nothing-sent"
    """It is about files, and no sending is recorded."""
    NOTHING_SENT_SINCE = "nothing-sent-since"
    """The files were returned, and nothing was sent since."""
    BEFORE_SENDING = "before-sending"
    """It is dated before the last sending."""
    BEFORE_STEP = "before-step"
    """It is dated before the step began."""
    SKIPS = "skips"
    """Steps that nobody recorded would count as done."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to ask, with the moment and the steps that it is about."""

    reason: Reason
    at: datetime | None = None
    steps: tuple[int, ...] = ()


def doubts(
    kind: EventKind,
    at: datetime,
    events: Sequence[Event],
    now: datetime,
    calendar: Calendar,
    review: str = "",
) -> tuple[Doubt, ...]:
    """Return why this record may be wrong; nothing where it fits.

    Args:
        kind: what is to be recorded.
        at: when it happened.
        events: the journal, in the order of recording.
        now: the time.
        calendar: when CLI is open.
        review: which review an answer names, if any.
    """
    found = progress(events, now, calendar)
    sent = [each.at for each in in_order(standing(events), now) if each.event.kind is EventKind.SUBMITTED]
    reasons = {doubt.reason: doubt for doubt in _reasons(kind, at, found, sent, review)}
    return tuple(reasons.values())


def _reasons(
    kind: EventKind, at: datetime, found: Progress, sent: Sequence[datetime | None], review: str
) -> Iterator[Doubt]:
    about = _step_of(kind, found, review)
    if about is None:
        return
    step, state = about
    is_nightly = kind is EventKind.SUBMITTED
    if state.state is State.DONE and state.recorded and not is_nightly:
        yield Doubt(Reason.DONE, None, (step.number,))
    elif state.state is State.WAITING and kind in step.hands_over and kind is EventKind.REQUESTED:
        yield Doubt(Reason.TWICE, state.started, (step.number,))
    last, began = (sent[-1] if sent else None), state.started
    if kind in _ABOUT_FILES and not sent:
        yield Doubt(Reason.NOTHING_SENT)
    elif kind in _REVIEWS and state.state is State.RETURNED:
        yield Doubt(Reason.NOTHING_SENT_SINCE, began, (step.number,))
    elif kind in (*_ABOUT_FILES, EventKind.SUBMITTED) and last and at < last - TOLERANCE:
        yield Doubt(Reason.BEFORE_SENDING, last)
    elif began and at < began - TOLERANCE and state.state is not State.DONE:
        yield Doubt(Reason.BEFORE_STEP, began, (step.number,))
    if kind in _GOES_ON:
        skipped = [each.number for each in found.steps[: step.number - 1] if each.state is not State.DONE]
        if skipped:
            yield Doubt(Reason.SKIPS, None, tuple(skipped))


def _step_of(kind: EventKind, found: Progress, review: str) -> tuple[Step, StepState] | None:
    """Return the step that a record of this kind is about, as it stands now."""
    able = [
        (step, state) for step, state in zip(load_steps(), found.steps, strict=True) if kind in step.moved_by
    ]
    named = [each for each in able if review and each[0].review == review]
    still_open = [each for each in able if each[1].state is not State.DONE]
    choice = named or still_open or able[-1:]
    return choice[0] if choice else None

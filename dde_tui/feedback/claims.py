"""Whether a fetched answer can be true: whoever may write to the folder may claim anything.

An answer that can't be true, or can't be tied to a sending of this workspace, is held: shown with the reason
and never an event. A person who knows that it is right records it by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.visible import visible
from dde_tui.feedback.answers import Answer
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import TOLERANCE, in_order, standing

_ABOUT_FILES = (EventKind.RETURNED, EventKind.ACCEPTED, EventKind.PREPARED, EventKind.LIVE)
"""What CLI can only say about files that it has."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the journal holds against which an answer is judged."""

    answers: set[str]
    """The IDs of the answers that were taken, also of those taken back."""
    sent: Mapping[str, datetime | None]
    """When each submission was sent; None where the clock was wrong."""
    by_hand: bool
    """Whether a person recorded an answer to files, which another program may have sent."""

    @classmethod
    def of(cls, events: Sequence[Event], now: datetime) -> "Evidence":
        """Gather it from the journal's events."""
        stand = standing(events)
        return cls(
            {str(event.data["answer"]) for event in events if event.data.get("answer")},
            {
                str(placed.event.data.get("submission") or ""): placed.at
                for placed in in_order(stand, now)
                if placed.event.kind is EventKind.SUBMITTED
            },
            any(event.kind in _ABOUT_FILES and not event.data.get("answer") for event in stand),
        )


def why_held(answer: Answer, evidence: Evidence, now: datetime, district: str) -> str:
    """Return why the answer is held, or nothing where it may become an event.

    Steps that nobody recorded hold nothing: `live` may come without an acceptance, as long as files were
    sent. A sending by another program counts once the contact recorded any answer to it.

    Args:
        answer: as fetched.
        evidence: what the journal holds.
        now: the time.
        district: the workspace's name for itself.
    """
    return next(_reasons(answer, evidence, now, district), "")


def _reasons(answer: Answer, evidence: Evidence, now: datetime, district: str) -> Iterator[str]:
    sent = evidence.sent
    if answer.at > now + TOLERANCE:
        yield "its time is in the future, by this computer's clock"
    if answer.id in evidence.answers:
        yield "it is a second copy of an answer that was already taken"
    if answer.submission:
        if answer.submission not in sent:
            yield "it names a submission that was not sent from this workspace"
        elif (at := sent[answer.submission]) and answer.at < at - TOLERANCE:
            yield "it is dated before the sending that it names"
        return
    if answer.district and answer.district.strip().casefold() != district.strip().casefold():
        yield f"it is for another district: {visible(answer.district)}"
    if answer.kind in _ABOUT_FILES and not evidence.by_hand:
        if not sent:
            yield "no sending is recorded in this workspace"
        elif all(sent.values()) and answer.at < min(at for at in sent.values() if at) - TOLERANCE:
            yield "it is dated before the first sending"

"""Whether a fetched answer can be true: whoever may write to the folder may claim anything.

An answer that can't be true, or can't be tied to a sending of this workspace, is held: shown with the reason
and never an event. A person who knows that it is right records it by hand.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from checks.visible import visible
from dde_tui.feedback.answers import Answer
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import TOLERANCE, in_order, standing

_ABOUT_FILES = (EventKind.RETURNED, EventKind.ACCEPTED, EventKind.PREPARED, EventKind.LIVE)
"""What CLI can only say about files that it has."""


def why_held(answer: Answer, events: Sequence[Event], now: datetime, district: str) -> str:
    """Return why the answer is held, or nothing where it may become an event.

    Steps that nobody recorded hold nothing: `live` may come without an acceptance, as long as files were
    sent. A sending by another program counts once the contact recorded any answer to it.

    Args:
        answer: as fetched.
        events: the journal's.
        now: the time.
        district: the workspace's name for itself.
    """
    return next(_reasons(answer, events, now, district), "")


def _reasons(answer: Answer, events: Sequence[Event], now: datetime, district: str) -> Iterator[str]:
    if answer.at > now + TOLERANCE:
        yield "its time is in the future, by this computer's clock"
    if answer.id in {event.data.get("answer") for event in events}:
        yield "it is a second copy of an answer that was already taken"
    stand = standing(events)
    sent = {
        str(placed.event.data.get("submission") or ""): placed.at
        for placed in in_order(stand, now)
        if placed.event.kind is EventKind.SUBMITTED
    }
    if answer.submission:
        if answer.submission not in sent:
            yield "it names a submission that was not sent from this workspace"
        elif (at := sent[answer.submission]) and answer.at < at - TOLERANCE:
            yield "it is dated before the sending that it names"
        return
    if answer.district and answer.district.strip().casefold() != district.strip().casefold():
        yield f"it is for another district: {visible(answer.district)}"
    by_hand = any(event.kind in _ABOUT_FILES and not event.data.get("answer") for event in stand)
    if answer.kind in _ABOUT_FILES and not by_hand:
        if not sent:
            yield "no sending is recorded in this workspace"
        elif all(sent.values()) and answer.at < min(at for at in sent.values() if at) - TOLERANCE:
            yield "it is dated before the first sending"

"""What CLI can answer, the one interface of every source of answers, and the event an answer becomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from dde_tui.process.events import Event, EventKind

ANSWERS = (
    EventKind.ANSWERED,
    EventKind.FOLDER_READY,
    EventKind.RETURNED,
    EventKind.ACCEPTED,
    EventKind.PREPARED,
    EventKind.LIVE,
)
"""The answers that move the process; a comment moves nothing."""

REVIEWS = ("initial", "quality")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer from CLI."""

    kind: EventKind
    at: datetime
    text: str = ""
    review: str = ""
    """`initial` or `quality`, for a return or an acceptance."""
    submission: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()
    """Code, severity, file, line, column, affected and message of what CLI found; no values of cells."""
    id: str = ""
    """Identifies the answer at its source, so that it is recorded only once (deduplication)."""
    source: str = "hand"

    @property
    def data(self) -> dict[str, Any]:
        """Return what the journal keeps of it."""
        fields = {
            "text": self.text,
            "review": self.review,
            "submission": self.submission,
            "findings": [dict(finding) for finding in self.findings],
            "answer": self.id,
            "source": self.source,
        }
        return {name: value for name, value in fields.items() if value}


class AnswerSource(Protocol):
    """A place where CLI's answers arrive."""

    def fetch(self, known: Collection[str]) -> list[Answer]:
        """Return the answers whose ids are not among the known ones, oldest first."""
        ...


def known_answers(events: Collection[Event]) -> frozenset[str]:
    """Return the ids of the answers that the journal holds already."""
    return frozenset(event.data["answer"] for event in events if event.data.get("answer"))


def entered_by_hand(answer: Answer, events: Collection[Event]) -> Event | None:
    """Return the contact's own record of a fetched answer, if there is one.

    Both count as the same if they say the same about the same round: no files were sent in between. A
    record matches one fetched answer (see `record_name`), not all that follow.
    """
    matched = {event.data.get("repeats") for event in events}
    for event in events:
        if (
            not event.data.get("answer")
            and record_name(event) not in matched
            and _alike(answer, event, events)
        ):
            return event
    return None


def already_fetched(answer: Answer, events: Collection[Event]) -> Event | None:
    """Return the fetched answer that the contact now enters by hand, if there is one."""
    matched = {event.data.get("repeats") for event in events}
    for event in events:
        if event.data.get("answer") and event.data["answer"] not in matched and _alike(answer, event, events):
            return event
    return None


def _alike(answer: Answer, event: Event, events: Collection[Event]) -> bool:
    """Return whether both say the same about the same round; a review left out may be either."""
    sent = [each.at for each in events if each.kind is EventKind.SUBMITTED]

    def round_of(at: datetime) -> int:
        return sum(each <= at for each in sent)

    reviews = {answer.review, str(event.data.get("review", ""))} - {""}
    return event.kind is answer.kind and len(reviews) < 2 and round_of(event.at) == round_of(answer.at)


def record_name(event: Event) -> str:
    """Return what a fetched answer calls the record by hand that it repeats."""
    return f"{event.kind} {event.at.astimezone(UTC).isoformat()}"

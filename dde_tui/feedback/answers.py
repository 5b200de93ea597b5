"""What CLI can answer, the one interface of every source of answers, and the event an answer becomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import standing

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

LONGEST = 20_000
"""Characters of an answer that are kept, and of a line of it that are shown."""


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
    """The hash of what it says, so that it is recorded only once whatever its file is called."""
    path: str = ""
    """Its file at the source, so that it is read only once."""
    source: str = "hand"
    district: str = ""
    """The district it is for, where it says so."""

    @property
    def data(self) -> dict[str, Any]:
        """Return what the journal keeps of it."""
        fields = {
            "text": self.text,
            "review": self.review,
            "submission": self.submission,
            "findings": [dict(finding) for finding in self.findings],
            "answer": self.id,
            "path": self.path,
            "source": self.source,
        }
        return {name: value for name, value in fields.items() if value}


class AnswerSource(Protocol):
    """A place where CLI's answers arrive."""

    def fetch(self, known: Collection[str]) -> list[Answer]:
        """Return the answers whose paths are not among the known ones, oldest first."""
        ...


def known_paths(events: Collection[Event]) -> frozenset[str]:
    """Return the files that the journal holds the answers of; early records call the path `answer`."""
    return frozenset(
        str(event.data[key]) for event in events for key in ("answer", "path") if event.data.get(key)
    )


def entered_by_hand(answer: Answer, recorded: Collection[Event]) -> Event | None:
    """Return the contact's own record of a fetched answer, if there is one that was not taken back.

    Both count as the same if they say the same about the same round: no files were sent in between. A
    record matches one fetched answer (see `record_name`), not all that follow.
    """
    events = standing(recorded)
    matched = {event.data.get("repeats") for event in events}
    for event in events:
        if (
            not event.data.get("answer")
            and record_name(event) not in matched
            and _alike(answer, event, events)
        ):
            return event
    return None


def already_fetched(answer: Answer, recorded: Collection[Event]) -> Event | None:
    """Return the fetched answer that the contact now enters by hand, if one was not taken back."""
    events = standing(recorded)
    matched = {event.data.get("repeats") for event in events}
    for event in events:
        if event.data.get("answer") and event.data["answer"] not in matched and _alike(answer, event, events):
            return event
    return None


def _alike(answer: Answer, event: Event, events: Collection[Event]) -> bool:
    """Return whether both say the same about the same round; a review left out may be either."""
    reviews = {answer.review, str(event.data.get("review", ""))} - {""}
    if event.kind is not answer.kind or len(reviews) > 1:
        return False
    sent = [each.at for each in events if each.kind is EventKind.SUBMITTED]

    def round_of(at: datetime) -> int:
        return sum(each <= at for each in sent)

    return round_of(event.at) == round_of(answer.at)


def record_name(event: Event) -> str:
    """Return what a fetched answer calls the record by hand that it repeats."""
    return f"{event.kind} {event.at.astimezone(UTC).isoformat()}"

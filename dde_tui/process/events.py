"""The events of the journal, from which every state is computed (event sourcing)."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class EventError(ValueError):
    """An invalid event record, or an event that can't be written as JSON."""


_KIND = re.compile(r"(?=.{1,40}$)[a-z]+(-[a-z]+)*")
"""What a kind looks like, also one that only a newer version knows."""


class EventKind(StrEnum):
    """What happened; the words scripts use in `dde feedback record`."""

    REQUESTED = "requested"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    CONNECTED = "connected"
    FOLDER_READY = "folder-ready"
    SENDING = "sending"
    """The intent, written before the files get their final names."""
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PREPARED = "prepared"
    LIVE = "live"
    COMMENT = "comment"
    NOTE = "note"
    """A remark of the district's own; it moves nothing."""
    HELD = "held"
    """A sending would have changed too much and was not made; it moves nothing."""
    APPROVED = "approved"
    """A person approved exactly this change, for one sending; it moves nothing."""
    WITHDRAWN = "withdrawn"
    """A person took an answer back: `data["withdraws"]` is the ID of its event, which then moves nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at an instant.

    `data` holds JSON values only: counts, hashes, file names, rule codes, line numbers, who approved and
    why, and the words of CLI's answer. It never holds a student's value. The keys that the progress
    reads are `review` ("initial" or "quality") and `submission` of an answer, and `withdraws`.

    `recorded_at` and `id` say when this computer's clock was when it recorded the event, and as which
    one. They are not part of what the event says, so they do not count in a comparison.

    Raises:
        EventError: `kind` is no kind, a time has no zone, or `data` holds something that JSON can't
            represent.
    """

    kind: str
    """An `EventKind`; or the word of a newer version, which moves nothing."""
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    recorded_at: datetime | None = field(default=None, compare=False)
    id: int = field(default=0, compare=False)
    """Its number in the journal, from 1; 0 outside of it."""

    def __post_init__(self) -> None:
        if any(moment.utcoffset() is None for moment in (self.at, self.recorded_at) if moment):
            raise EventError(f"the time of a {self.kind} event needs a zone")
        object.__setattr__(self, "kind", _kind(self.kind))
        object.__setattr__(self, "data", _plain(self.data, "data"))

    @property
    def is_known(self) -> bool:
        """Whether this version knows what the kind means."""
        return isinstance(self.kind, EventKind)

    def to_dict(self) -> dict[str, Any]:
        """Return the event as a JSON object, its time in UTC."""
        return {"kind": str(self.kind), "at": self.at.astimezone(UTC).isoformat(), "data": dict(self.data)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the event that `to_dict` wrote.

        Raises:
            EventError: a part is missing or is not what `to_dict` writes.
        """
        try:
            kind, at, data = record["kind"], datetime.fromisoformat(record["at"]), record["data"]
        except KeyError as error:
            raise EventError(f"the event has no {error.args[0]!r}") from error
        except (TypeError, ValueError) as error:
            raise EventError(f"the event cannot be read: {error}") from error
        if not isinstance(data, Mapping):
            raise EventError("the event's data is not an object")
        return cls(kind, at, data)


def _kind(word: object) -> str:
    if not isinstance(word, str) or not _KIND.fullmatch(word):
        raise EventError("the event's kind is no word")
    return EventKind(word) if word in tuple(EventKind) else word


def _plain(value: object, where: str) -> Any:
    """Copy the value as JSON would give it back, so that an event is immutable."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case float() if math.isfinite(value):
            return value
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise EventError(f"{where} has a key that is not text: {key!r}")
            return {str(key): _plain(each, f"{where}.{key}") for key, each in value.items()}
        case list() | tuple():
            return [_plain(each, f"{where}[{place}]") for place, each in enumerate(value)]
        case _:
            raise EventError(f"{where} is a {type(value).__name__}, which JSON can't represent")

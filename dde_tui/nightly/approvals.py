"""What a person approved: this change or less, for one sending, until a day. The limits stay as they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from dde_tui.nightly.causes import Cause, CauseKind
from dde_tui.nightly.holds import Delta, Hold
from dde_tui.process.events import Event, EventKind

SCHEMA = "dde-hold/1"
GOOD_FOR = timedelta(days=7)
"""How long an approval waits for its sending: what was right a week ago needs another look."""
_PART = re.compile(
    r"(removed|changed) (student|teacher|homeroom) [0-9a-f]{16}|canary [0-9a-f]{16}|names"
    r"|(school|empty) [^\x00-\x1f\x7f]{1,200}"
)
_WORDS = re.compile(r"[^\x00-\x1f\x7f]{0,400}")
_MOST = 5_000_000


class HoldDataError(ValueError):
    """The data is no held change that this version can read."""


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A held change as it is kept until somebody approves it: hashes, counts and causes, no value."""

    delta: Delta
    removed: int
    changed: int
    causes: tuple[Cause, ...] = ()

    @classmethod
    def of(cls, hold: Hold) -> Self:
        """Return what is kept of a hold."""
        return cls(hold.delta, hold.removals, hold.changed, hold.causes)

    def to_data(self) -> dict[str, Any]:
        """Serialize."""
        return {
            "schema": SCHEMA,
            "removed": self.removed,
            "changed": self.changed,
            "causes": [{**each.to_data(), "about": each.about} for each in self.causes],
            "fewer": dict(self.delta.fewer),
            "parts": sorted(self.delta.parts),
        }

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Deserialize what `to_data` wrote.

        Raises:
            HoldDataError: it is something else.
        """
        match data:
            case {
                "schema": str(schema),
                "removed": int(removed),
                "changed": int(changed),
                "causes": list(causes),
                "fewer": dict(fewer),
                "parts": list(parts),
            } if schema == SCHEMA and len(parts) <= _MOST:
                if not all(isinstance(part, str) and _PART.fullmatch(part) for part in parts):
                    raise HoldDataError("it has a part that is none")
                if not all(isinstance(name, str) and type(count) is int for name, count in fewer.items()):
                    raise HoldDataError("its rows are no numbers")
                read = tuple(map(_cause, causes))
                return cls(Delta(frozenset(parts), fewer), removed, changed, read)
            case _:
                raise HoldDataError("it is no held change of this version")


def _cause(data: object) -> Cause:
    match data:
        case {"cause": str(kind), "school": None | str() as school, "count": int(count), "about": str(about)}:
            if kind in tuple(CauseKind) and _WORDS.fullmatch(f"{school}{about}"):
                return Cause(CauseKind(kind), count, school or "", about)
    raise HoldDataError("it has a cause that is none")


def held_since(events: Sequence[Event]) -> datetime | None:
    """Return since when nothing was sent because of a hold; None where nothing is held."""
    since = None
    for event in events:
        if event.kind is EventKind.SUBMITTED:
            since = None
        elif event.kind is EventKind.HELD and since is None:
            since = event.at
    return since


def last_held(events: Sequence[Event]) -> str:
    """Return the ID of the change that is held; "" where nothing is."""
    held = ""
    for event in events:
        if event.kind is EventKind.SUBMITTED:
            held = ""
        elif event.kind is EventKind.HELD:
            held = str(event.data.get("hold") or "")
    return held


def standing_approvals(events: Sequence[Event], now: datetime) -> list[str]:
    """Return the IDs of the changes approved since the last sending, without those that are too old."""
    found: list[str] = []
    for event in events:
        if event.kind is EventKind.SUBMITTED:
            found = []
        elif event.kind is EventKind.APPROVED and now <= event.at + GOOD_FOR:
            found.append(str(event.data.get("hold") or ""))
    return [each for each in found if each]


def covering(delta: Delta, approved: Iterable[HeldChange]) -> HeldChange | None:
    """Return the approval that covers a change; None where none does."""
    return next((each for each in approved if each.delta.covers(delta)), None)

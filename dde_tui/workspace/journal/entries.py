"""The entries of the journal: chained by hashes as they are written, verified as they are read.

Each entry's hash covers what it says and the hash of the one before. So an entry that was edited, moved, put
in or taken out is noticed, and told by its number. All are verified at every reading: hashing ten thousand
takes a tenth of what it takes to read them, and a mark of what was verified before could itself be wrong.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import NoReturn

from dde_tui.process.events import Event, EventError

Row = tuple[int, str, str, str, str, str]
"""id, at, recorded_at, kind, data and hash, as the table holds them."""
COLUMNS = "id, at, recorded_at, kind, data, hash"
COLUMNS_UNCHAINED = "id, at, recorded_at, kind, data, ''"
"""Of versions of the schema that had no hash."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a journal, and at which entry; None where it is the file as a whole."""

    number: int | None
    why: str
    """The end of a sentence about it."""
    is_readable: bool = False
    """Whether what the entry says can be read, though nobody can vouch for it."""

    @property
    def sentence(self) -> str:
        """What is wrong, with the entry's number."""
        return self.why if self.number is None else f"entry {self.number} {self.why}"


def entry_hash(before: str, number: int, at: str, recorded_at: str, kind: str, data: str) -> str:
    """Return an entry's hash, in hexadecimal digits.

    Only `data` may hold a line break, and it comes last, so no two entries have the same text.

    Args:
        before: the hash of the entry before; "" for the first.
        number: its own number.
        at: when it happened, as it is written.
        recorded_at: when it was recorded, as it is written.
        kind: what happened.
        data: the rest, as JSON.
    """
    text = f"{before}\n{number}\n{at}\n{recorded_at}\n{kind}\n{data}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def verified(rows: Iterable[Row], *, chained: bool) -> tuple[list[Event], list[Damage]]:
    """Return the events of these rows, and everything that is wrong with them.

    Args:
        rows: all rows of the table, in the order of their numbers.
        chained: whether they have hashes to hold them to.

    Returns:
        the events that can be read, also those of entries that were changed; and the damages, one an entry.
    """
    rows = list(rows)
    wrong = {each.number: each for each in (broken(rows) if chained else ())}
    events: list[Event] = []
    for number, at, recorded_at, kind, data, _ in rows:
        if number < 1:
            wrong[number] = Damage(number, "was not written by dde: entries begin at 1")
            continue
        try:
            events.append(_event(number, at, recorded_at, kind, data))
        except (EventError, ValueError, TypeError, RecursionError):
            wrong[number] = Damage(number, "is not what dde writes")
    return events, list(wrong.values())


def broken(rows: Iterable[Row]) -> list[Damage]:
    """Return the entries that are not what their hash says, in the order of their numbers."""
    damages: list[Damage] = []
    before, last = "", 0
    for number, at, recorded_at, kind, data, found in rows:
        if found != entry_hash(before, number, at, recorded_at, kind, data):
            why = (
                f"does not follow entry {last}: what stood between them is missing"
                if number > last + 1
                else "is not what was recorded: it, or the one before it, was changed"
            )
            damages.append(Damage(number, why, is_readable=True))
        before, last = found, number
    return damages


def _event(number: int, at: str, recorded_at: str, kind: str, data: str) -> Event:
    """Return an entry as an event; any error means that dde did not write it.

    What JSON gives is plain already and nobody else holds it, so it is not copied once more as `Event`
    does with what it is given: that would take four times as long.
    """
    moment, recorded = datetime.fromisoformat(at), datetime.fromisoformat(recorded_at)
    if moment.tzinfo is None or recorded.tzinfo is None:
        raise EventError("a time has no zone")
    value, end = _JSON.raw_decode(data)
    if type(value) is not dict or end != len(data):
        raise EventError("the data is not an object")
    event = object.__new__(Event)
    _put(event, "kind", _kind(kind))
    _put(event, "at", moment)
    _put(event, "data", value)
    _put(event, "recorded_at", recorded)
    _put(event, "id", number)
    return event


@lru_cache(maxsize=256)
def _kind(word: str) -> str:
    """Return what `Event` makes of the word; EventError where it can be none."""
    return Event(word, datetime.now(UTC)).kind


def _refuse(constant: str) -> NoReturn:
    raise EventError(f"{constant} is no JSON")


_put = object.__setattr__
_JSON = json.JSONDecoder(parse_constant=_refuse)

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
from dde_tui.workspace.journal.end_mark import EndMark

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


class Chain:
    """Follows the entries in their order and finds those that are not what their hash says.

    Args:
        mark: how far the journal went, where that is known: no chain can tell that its own end is missing.
        hashed: whether the entries have hashes; those of early versions have none.
    """

    def __init__(self, mark: EndMark | None, *, hashed: bool = True) -> None:
        self.damages: list[Damage] = []
        self._mark = mark
        self._hashed = hashed
        self._before = ""
        self._last = 0
        self._at_mark = ""

    def follow(self, number: int, at: str, recorded_at: str, kind: str, data: str, found: str) -> None:
        """Take the next entry."""
        if number < 1:
            self.damages.append(Damage(number, "was not written by dde: entries begin at 1"))
        elif self._hashed and found != entry_hash(self._before, number, at, recorded_at, kind, data):
            gap = f"does not follow entry {self._last}: what stood between them is missing"
            changed = "is not what was recorded: it, or the one before it, was changed"
            self.damages.append(Damage(number, gap if number > self._last + 1 else changed, is_readable=True))
        if self._mark is not None and number == self._mark.number:
            self._at_mark = found
        self._before, self._last = found, number

    def finish(self) -> list[Damage]:
        """Return everything that is wrong, after the last entry."""
        mark = self._mark
        if self.damages or mark is None:
            return self.damages
        if self._last < mark.number:
            why = (
                f"is missing: the journal ends with entry {self._last}, but {mark.number} were recorded. An "
                "older copy was put back, or its end was lost"
            )
            return [Damage(self._last + 1, why)]
        if self._hashed and self._at_mark != mark.hash:
            why = "is not the one that was recorded here: it is another copy of the journal"
            return [Damage(mark.number, why)]
        return []

    @property
    def last(self) -> EndMark:
        """The last entry that was followed; number 0 where there was none."""
        return EndMark(self._last, self._before)


def verified(rows: Iterable[Row], mark: EndMark | None, *, hashed: bool) -> tuple[list[Event], list[Damage]]:
    """Return the events of these rows, and everything that is wrong with them.

    Args:
        rows: all rows of the table, in the order of their numbers.
        mark: how far the journal went, where that is known.
        hashed: whether they have hashes to hold them to.

    Returns:
        the events that can be read, also those of entries that were changed; and the damages, one an entry.
    """
    events: list[Event] = []
    unclear: dict[int, Damage] = {}
    chain = Chain(mark, hashed=hashed)
    for row in rows:
        chain.follow(*row)
        try:
            events.append(_event(*row))
        except (EventError, ValueError, TypeError, RecursionError):
            unclear[row[0]] = Damage(row[0], "is not what dde writes")
    damages = [each for each in chain.finish() if each.number not in unclear]
    return events, [*damages, *unclear.values()]


def _event(number: int, at: str, recorded_at: str, kind: str, data: str, _: str) -> Event:
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

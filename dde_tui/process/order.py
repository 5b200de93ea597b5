"""The order in which events happened, where a clock on either side may have been wrong.

The order of recording is the one thing that no clock can spoil, so it decides wherever a time can't be
right. Everywhere else an event has the place of its own time, so that what is recorded late is not lost.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dde_tui.process.events import Event, EventKind

TOLERANCE = timedelta(minutes=5)
"""How far two clocks that count as right may differ."""
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""No journal is older: a clock that says less was reset."""
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Placed:
    """An event in its place, with the time to count from; None where its own can't be right."""

    event: Event
    at: datetime | None


def withdrawn(events: Iterable[Event]) -> frozenset[int]:
    """Return the IDs of the events that a later one takes back."""
    taken_back = (
        (event, event.data.get("withdraws")) for event in events if event.kind is EventKind.WITHDRAWN
    )
    return frozenset(id_ for event, id_ in taken_back if type(id_) is int and 0 < id_ < event.id)


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events without those that were taken back."""
    listed = list(events)
    gone = withdrawn(listed)
    return [event for event in listed if event.id not in gone]


def in_order(recorded: Iterable[Event], now: datetime) -> list[Placed]:
    """Return the events in the order in which they happened.

    What was recorded while the clock was wrong comes right after all that was recorded before it. A claim
    of a time more than `TOLERANCE` after it was recorded says no more than that it follows the last
    sending, so that every later answer corrects it. An answer comes after the sending it names, also
    where CLI's clock is behind. What was never recorded is taken at its word.

    Args:
        recorded: in the order of recording.
        now: the time, with a zone.
    """
    events = list(recorded)
    latest = last_sent = _BEGINNING
    sent: dict[str, datetime] = {}
    placed: list[tuple[datetime, Placed]] = []
    for event, clock in zip(events, _right_readings(events, now), strict=True):
        at = _believed(event, clock)
        named = str(event.data.get("submission") or "")
        unknown = latest if clock is None else last_sent
        place = max(at or unknown, sent.get(named, _BEGINNING) if named else _BEGINNING)
        if event.kind is EventKind.SUBMITTED:
            sent[named] = place
            last_sent = max(last_sent, place)
        latest = max(latest, place)
        placed.append((place, Placed(event, place if at else None)))
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]


def _believed(event: Event, clock: datetime | None) -> datetime | None:
    if event.recorded_at is None:
        return event.at
    if clock is None or event.at > clock + TOLERANCE:
        return None
    return clock if event.at >= event.recorded_at else event.at


def _right_readings(events: Sequence[Event], now: datetime) -> list[datetime | None]:
    """Return what the clock said as each event was recorded; None where it was wrong.

    Readings of a right clock never go back and never lie ahead of now. Where some contradict each other,
    as few as possible are taken to be wrong: those outside of the longest run that never goes back. Of
    runs of the same length the later one counts, so that no allowance seems to end too early.
    """
    readings: list[tuple[int, datetime]] = []
    latest = now + TOLERANCE if now >= _EARLIEST else None
    for number, event in enumerate(events):
        reading = event.recorded_at
        if reading is None or reading < _EARLIEST or (latest and reading > latest):
            continue
        before = readings[-1][1] if readings else reading
        if reading < before and before - reading <= TOLERANCE:  # a clock that is kept right by the network
            reading = before
        readings.append((number, reading))
    right: list[datetime | None] = [None] * len(events)
    for place in _longest_run([reading for _, reading in readings]):
        number, reading = readings[place]
        right[number] = reading
    return right


def _longest_run(values: Sequence[datetime]) -> Iterator[int]:
    """Yield the places of the longest run that never goes back (patience sorting, from the end)."""
    starts: list[int] = []
    """The place of the largest value with which a run of each length starts."""
    sizes: list[float] = []
    """The negative of that value, in rising order as bisection needs it."""
    following: list[int | None] = [None] * len(values)
    for place in reversed(range(len(values))):
        size = -values[place].timestamp()
        length = bisect_right(sizes, size)
        following[place] = starts[length - 1] if length else None
        starts[length : length + 1] = [place]
        sizes[length : length + 1] = [size]
    start = starts[-1] if starts else None
    while start is not None:
        yield start
        start = following[start]

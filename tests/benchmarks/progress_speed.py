"""How long `progress()` takes to fold a long journal, in CPU time.

Run it from the project's folder: `PYTHONPATH=.:tests python tests/benchmarks/progress_speed.py [EVENTS]`.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event
from dde_tui.process.progress import progress

EVENTS = 100_000
_START = datetime(2020, 2, 1, tzinfo=UTC)
_EVERY = timedelta(minutes=30)
_FILES = [{"file": f"{number}.csv", "sha256": "a" * 64, "rows": 4} for number in range(8)]


def returned_for_ever(count: int) -> list[Event]:
    """The worst journal there can be: every second sending is returned, and nothing is ever accepted."""
    events = []
    for number in range(count):
        at = _START + _EVERY * number
        kind = ("submitted", "returned", "submitted", "comment")[number % 4]
        data = (
            {"text": "Please look again.", "findings": [{"code": "DDE301", "file": "users.csv", "line": 19}]}
            if kind == "returned"
            else {"submission": str(number), "files": _FILES, "findings": {"DDE301": 3}}
        )
        events.append(Event(kind, at, data, at, number + 1))
    return events


def every_night(count: int) -> list[Event]:
    """A district in production that sends every night: an intent and a sending each."""
    live = Event("live", _START, {}, _START, 1)
    return [live] + [
        Event(
            ("sending", "submitted")[number % 2],
            _START + _EVERY * number,
            {"submission": str(number), "files": _FILES},
            _START + _EVERY * number,
            number + 1,
        )
        for number in range(1, count)
    ]


def seconds(events: list[Event]) -> float:
    """CPU seconds of one fold, the best of three."""
    now, calendar, best = _START + _EVERY * (len(events) + 1), Calendar(), float("inf")
    for _ in range(3):
        before = time.process_time()
        progress(events, now, calendar)
        best = min(best, time.process_time() - before)
    return best


def main() -> None:
    """Print both journals' times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    for journal in (returned_for_ever, every_night):
        print(f"{journal.__name__:<18} {count:>9,} events  {seconds(journal(count)):6.2f} s")


if __name__ == "__main__":
    main()

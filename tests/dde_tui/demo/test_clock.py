"""The fast clock: open hours only, forwards only."""

from datetime import datetime, timedelta

import pytest

from dde_tui.demo.clock import FastClock
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import open_time

MONDAY = datetime.fromisoformat("2026-09-14T09:00:00-05:00")
CALENDAR = Calendar()


class Real:
    def __init__(self):
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def real():
    return Real()


def test_it_begins_at_its_start_even_while_the_real_clock_stands(real):
    clock = FastClock(MONDAY, CALENDAR, 6.0, real)
    assert clock() == clock() == MONDAY


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.5, "2026-09-14T12:00:00-05:00"),
        (1.5, "2026-09-15T09:00:00-05:00"),
        (0.5 + 4 * 1.5, "2026-09-18T12:00:00-05:00"),
        (5 * 1.5, "2026-09-21T09:00:00-05:00"),
    ],
)
def test_only_open_hours_pass(real, seconds, expected):
    clock = FastClock(MONDAY, CALENDAR, 6.0, real)
    real.seconds += seconds
    assert clock() == datetime.fromisoformat(expected)


def test_it_never_goes_back_and_never_stands_in_a_closed_hour(real):
    clock = FastClock(MONDAY, CALENDAR, 6.0, real)
    before = clock()
    for _ in range(500):
        real.seconds += 0.05
        now = clock()
        assert open_time(before, now, CALENDAR) == timedelta(hours=0.3)
        before = now


def test_it_runs_on_the_machines_own_clock():
    clock = FastClock(MONDAY, CALENDAR, 1e4)
    first = clock()
    while clock() == first:
        pass
    assert clock() > first >= MONDAY


def test_it_stands_while_somebody_reads(real):
    reading = False
    clock = FastClock(MONDAY, CALENDAR, 6.0, real, rests=lambda: reading)
    reading = True
    real.seconds += 10
    assert clock() == MONDAY
    reading = False
    real.seconds += 0.5
    assert clock() == datetime.fromisoformat("2026-09-14T12:00:00-05:00")

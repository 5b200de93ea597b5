"""Only what can pass is tried again, a little later each time, and never for longer than was allowed."""

import random
import time

import pytest

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import LoginError, SourceChangedError, TransferError, UnknownServerError
from dde_tui.securestor.connection import retry
from dde_tui.securestor.connection.retry import with_retries
from dde_tui.securestor.faults import LineError, RefusedError


class Failing:
    """Fails so many times, with an error made anew each time, then answers."""

    def __init__(self, times, make=lambda: LineError("The line broke.", meaning="Nothing changed.")):
        self.tries, self._times, self._make = 0, times, make

    def __call__(self):
        self.tries += 1
        if self.tries <= self._times:
            raise self._make()
        return "done"


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_line_that_broke_is_tried_again_until_it_holds(times):
    attempt, told = Failing(times), []
    assert with_retries(attempt, retries=3, job=Job(progress=told.append), first=0.0) == "done"
    assert attempt.tries == times + 1
    assert [(retry.number, retry.of) for retry in told] == [(number + 1, 3) for number in range(times)]


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_after_the_last_retry_the_failure_is_raised(retries):
    attempt, told = Failing(100), []
    with pytest.raises(LineError, match="The line broke"):
        with_retries(attempt, retries=retries, job=Job(progress=told.append), first=0.0)
    assert attempt.tries == retries + 1
    assert len(told) == retries


@pytest.mark.parametrize(
    "make",
    [
        lambda: RefusedError("write users.csv", 3, ""),
        lambda: TransferError("no room"),
        lambda: LoginError("refused"),
        lambda: UnknownServerError("another key"),
        lambda: SourceChangedError("changed"),
        lambda: CancelledError("stopped"),
        lambda: ValueError("a defect"),
    ],
)
def test_what_would_not_pass_is_never_tried_again(make):
    attempt = Failing(1, make)
    with pytest.raises(type(make())):
        with_retries(attempt, retries=5, job=Job(progress=pytest.fail), first=0.0)
    assert attempt.tries == 1


class Clock:
    """A clock that goes only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("seed", range(5))
def test_each_wait_is_about_twice_the_one_before_and_never_much_longer_than_thirty_seconds(monkeypatch, seed):
    clock, told = Clock(), []
    monkeypatch.setattr(retry, "time", clock)
    random.seed(seed)
    with pytest.raises(LineError):
        with_retries(Failing(100), retries=9, job=Job(progress=told.append))
    waits, wanted = [retry.seconds for retry in told], [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert all(0.8 * base <= wait <= 1.2 * base for base, wait in zip(wanted, waits, strict=True))
    assert len({*waits[5:]}) == 4  # a little by chance
    assert clock.now == pytest.approx(sum(waits))


def test_what_is_told_says_what_happened_when_it_goes_on_and_how_often_yet():
    told = []
    with_retries(Failing(1), retries=4, job=Job(progress=told.append), first=0.001)
    assert told[0].sentence == "The line broke. Trying again in 0 s (1 of 4)."


def test_it_waits_before_it_tries_again():
    begun = time.monotonic()
    with_retries(Failing(1), retries=1, first=0.3)
    assert time.monotonic() - begun >= 0.24


def test_who_cancels_while_it_waits_need_not_wait_and_learns_what_stands_there():
    attempt, begun, looks = Failing(5), time.monotonic(), iter([False, False, True])
    with pytest.raises(CancelledError) as caught:
        with_retries(attempt, retries=5, job=Job(cancelled=lambda: next(looks)), first=600.0)
    assert time.monotonic() - begun < 5
    assert attempt.tries == 1
    assert caught.value.meaning == "Nothing changed."

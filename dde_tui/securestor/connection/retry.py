"""Retry with exponential backoff and jitter, for transient connection errors."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from checks.errors import CancelledError
from checks.job import UNWATCHED, Job
from dde_tui.securestor.faults import LineError

T = TypeVar("T")

_LONGEST = 30.0  # seconds
_LOOK_EVERY = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Retry:
    """A failed attempt that will be retried."""

    number: int
    of: int
    seconds: float
    """Until then."""
    error: LineError

    @property
    def sentence(self) -> str:
        """What happened and what comes next, in one line."""
        return f"{self.error.happened} Trying again in {self.seconds:.0f} s ({self.number} of {self.of})."


def with_retries(
    attempt: Callable[[], T],
    *,
    retries: int,
    job: Job[Retry] = UNWATCHED,
    first: float = 1.0,
) -> T:
    """Return what `attempt` returns; on a connection error, retry after 1, 2, 4 … up to 30 seconds.

    Refusals, failed logins and changed host keys are permanent, so they are never retried.

    Args:
        attempt: what is tried; it must be repeatable.
        retries: the number of retries.
        job: notified before each wait.
        first: seconds before the first retry.

    Raises:
        LineError: the connection failed once more than `retries` times.
        CancelledError: the job was cancelled while waiting.
    """
    for number in range(1, retries + 1):
        try:
            return attempt()
        except LineError as error:
            # A little by chance, so that all districts that one outage cut off don't come back at once.
            seconds = min(first * 2 ** (number - 1), _LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311
            job.progress(Retry(number, retries, seconds, error))
            _wait(seconds, job, error)
    return attempt()


def _wait(seconds: float, job: Job[Any], error: LineError) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if job.cancelled():
            raise CancelledError("The transfer was stopped.", meaning=error.meaning) from error
        time.sleep(min(_LOOK_EVERY, left))

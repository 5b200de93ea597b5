"""Again and again, a little later each time: for what passes by itself, a line that broke."""

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
    """That something failed and will be tried again."""

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
    """Return what `attempt` returns; where the line fails, try again after 1, 2, 4 … up to 30 seconds.

    A refusal, a login, another server's key are never tried again: they would not pass.

    Args:
        attempt: what is tried; it must be able to begin anew.
        retries: how often it is tried again.
        job: told before each wait.
        first: seconds before the first retry.

    Raises:
        LineError: the line failed once more than `retries` times.
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

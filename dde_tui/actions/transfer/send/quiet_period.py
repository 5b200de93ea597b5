"""Quiet period (debounce): waits until the files stop changing, so that a running export is not sent."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checks.input.source import marks
from checks.job import UNWATCHED, Job
from checks.visible import visible
from dde_tui.errors import SourceChangedError

UNTOUCHED = "Nothing was sent: the files on SecureStor are as they were before."

_LONGEST = 3600.0
"""Seconds beyond the period after which waiting for an export that never stops is given up."""
_LOOK_EVERY = 0.25
"""Seconds between two polls; cancellation is noticed as often."""

Marks = Mapping[str, tuple[int, int, int]]


@dataclass(slots=True)
class Rest:
    """How long files have been unchanged, by polling.

    The files' own times are trusted at the first poll only, and only if they are in the past. After that,
    only changes between polls count, so a file dated in the future delays sending by at most the period.
    """

    quiet: float
    """Seconds that are asked for."""
    _seen: Marks | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)

    def look(self, found: Marks, now: float, clock: float) -> float:
        """Return the seconds of the quiet period that are left, 0 when it is over.

        Args:
            found: the files' marks as they are now; without any, there is no wait.
            now: seconds since 1970, on the clock that files' times are told by.
            clock: seconds on a clock that never jumps.
        """
        if self._seen is None:
            youngest = max((changed for _, changed, _ in found.values()), default=0) / 1e9
            self._since = clock - max(0.0, now - youngest)
        elif found != self._seen:
            self._since = clock
        self._seen = found
        return max(0.0, self.quiet - (clock - self._since)) if found else 0.0


def wait_until_quiet(
    path: Path, quiet: float, job: Job[Any] = UNWATCHED, *, longest: float = _LONGEST
) -> None:
    """Return once a folder or zip has not changed for `quiet` seconds; at once if that is 0.

    Args:
        path: the source.
        quiet: seconds.
        job: told once that there is a wait, and its minimum length.
        longest: seconds beyond the period after which it is given up.

    Raises:
        SourceChangedError: the files never stopped changing.
        CancelledError: the job was cancelled.
    """
    if not quiet:
        return
    rest, is_told, began = Rest(quiet), False, time.monotonic()
    while (left := rest.look(marks(path), time.time(), time.monotonic())) > 0:
        job.stop_if_cancelled("Sending was stopped while it waited for the files.", UNTOUCHED)
        if time.monotonic() - began > quiet + longest:
            raise SourceChangedError(
                f"{visible(path.name)} is still being written: it never went {quiet:.0f} s without a change.",
                meaning=UNTOUCHED,
                to_do="Send when the export has ended; the period is `quiet` in dde.toml, [send].",
            )
        if not is_told:
            job.tell(
                f"Waiting until the files have not changed for {quiet:.0f} s; at least {left:.0f} s more."
            )
            is_told = True
        time.sleep(min(_LOOK_EVERY, left))


def seconds_to_wait(path: Path, quiet: float) -> float:
    """Return the minimum seconds that a submission started now would wait."""
    return Rest(quiet).look(marks(path), time.time(), time.monotonic()) if quiet else 0.0

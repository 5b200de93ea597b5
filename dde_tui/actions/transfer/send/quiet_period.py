"""Waits until nobody has written into the files for a while: an export that still runs is not sent."""

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
"""Seconds beyond the period after which an export that never rests is given up."""
_LOOK_EVERY = 0.25
"""Seconds between two looks, in which a person's wish to stop is noticed, too."""

Marks = Mapping[str, tuple[int, int, int]]


@dataclass(slots=True)
class Rest:
    """How long files have been at rest, by looks at them.

    The files' own times are believed at the first look only, and only where they lie in the past. From then
    on what counts is that nothing changed between our looks: a file from the future holds nobody up for
    longer than the period.
    """

    quiet: float
    """Seconds that are asked for."""
    _seen: Marks | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)

    def look(self, found: Marks, now: float, clock: float) -> float:
        """Return the seconds of rest that are still missing, 0 where none are.

        Args:
            found: the files' marks as they are now; where there are none, nothing is waited for.
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
    """Return as soon as nobody has written into a folder or zip for `quiet` seconds; at once where 0.

    Args:
        path: the source.
        quiet: seconds.
        job: told once that there is something to wait for, and how long at least.
        longest: seconds beyond the period after which it is given up.

    Raises:
        SourceChangedError: somebody went on writing all the time.
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
    """Return for how many seconds a sending that began now would wait at least."""
    return Rest(quiet).look(marks(path), time.time(), time.monotonic()) if quiet else 0.0

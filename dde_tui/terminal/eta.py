"""ETA estimator: speed and time left of long work, computed in one place for every screen."""

from collections.abc import Callable
from dataclasses import dataclass

from checks.progress import Progress

_KNOWS_ENOUGH = 1.0
"""Seconds of work before a speed is shown (warm-up)."""
_LONGEST = 24 * 3600.0
"""Seconds left above which no time left is shown."""
_HALF_LIFE = 3.0
"""Half-life in seconds of the moving average: files differ in speed, but the number must not jump."""


@dataclass(frozen=True, slots=True)
class Eta:
    """How far the work is; speed and time left are None until they are known."""

    share: float
    """Between 0 and 1."""
    rate: float | None = None
    """Rows a second."""
    left: float | None = None
    """Seconds."""
    speed: float | None = None
    """Bytes a second, or whatever else the work counts as done."""


class EtaEstimator:
    """Estimates speed and time left with an exponential moving average of the progress."""

    def __init__(self) -> None:
        self._began = 0.0
        self._seen_at = 0.0
        self._seen: Progress | None = None
        self._rows = self._done = self._seconds = 0.0

    def look(self, progress: Progress, now: float) -> Eta:
        """Return the estimate at `now`, in seconds of a monotonic clock.

        If less is done than before, or the total differs, the estimate starts again.
        """
        seen = self._seen
        if seen is None or progress.total != seen.total or progress.done < seen.done:
            self._began = now
            self._rows = self._done = self._seconds = 0.0
        else:
            passed = now - self._seen_at
            keeps = 0.5 ** (passed / _HALF_LIFE)
            self._rows = self._rows * keeps + (progress.rows - seen.rows)
            self._done = self._done * keeps + (progress.done - seen.done)
            self._seconds = self._seconds * keeps + passed
        self._seen, self._seen_at = progress, now
        share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        if now - self._began < _KNOWS_ENOUGH or not 0 < share < 1 or self._done <= 0:
            return Eta(share)
        left = (progress.total - progress.done) * self._seconds / self._done
        rate = self._rows / self._seconds if self._rows > 0 else None
        return Eta(share, rate, left, self._done / self._seconds)


InWords = Callable[[Progress, Eta], list[str]]
"""Formats progress and estimate as short phrases."""


def in_words(progress: Progress, eta: Eta) -> list[str]:
    """Return what is known in words, such as "1,200,000 rows", "410,000 rows/s" and "4 s left"."""
    words = [f"{progress.rows:,} rows"] if progress.rows else []
    if eta.rate is not None:
        words.append(f"{float(f'{eta.rate:.2g}'):,.0f} rows/s")
    return words + _left_in_words(eta)


def moving_in_words(_progress: Progress, eta: Eta) -> list[str]:
    """Return what is known of bytes on their way, such as "1.2 MB/s" and "4 s left".

    A byte counts when it is sent and again when it is verified: the speed is that of the connection.
    """
    words = [f"{size_in_words(eta.speed)}/s"] if eta.speed is not None else []
    return words + _left_in_words(eta)


def size_in_words(size: float) -> str:
    """Return a number of bytes in two or three digits, such as "1.2 MB"; a megabyte has a million."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if size >= 0.9995 * bytes_:
            count = size / bytes_
            return f"{count:.1f} {unit}" if count < 9.95 else f"{count:,.0f} {unit}"
    return f"{size:.0f} bytes"


def _left_in_words(eta: Eta) -> list[str]:
    if eta.left is not None:
        # Stalled work has no useful estimate.
        return [f"{_duration(eta.left)} left"] if eta.left < _LONGEST else []
    return ["finishing"] if eta.share == 1 else []


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"

"""How quickly a long piece of work goes and when it will be done, reckoned in one place for every screen."""

from dataclasses import dataclass

from checks.progress import Progress

_KNOWS_ENOUGH = 1.0
"""Seconds of work before anything is said about speed: the first ones are spent on starting."""
_HALF_LIFE = 3.0
"""Seconds after which what was seen counts half: files differ in speed, but a number must not jump."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a piece of work is; speed and time left are None as long as they are not known."""

    share: float
    """Between 0 and 1."""
    rate: float | None = None
    """Rows a second."""
    left: float | None = None
    """Seconds."""


class Pacer:
    """Looks at the progress again and again and smooths what it sees."""

    def __init__(self) -> None:
        self._began = 0.0
        self._seen_at = 0.0
        self._seen: Progress | None = None
        self._rows = self._done = self._seconds = 0.0

    def look(self, progress: Progress, now: float) -> Pace:
        """Return the pace at a time in seconds that never runs backwards.

        Work of which less is done than before, or of another size, is taken for the next piece of work.
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
            return Pace(share)
        left = (progress.total - progress.done) * self._seconds / self._done
        return Pace(share, self._rows / self._seconds if self._rows > 0 else None, left)


def in_words(progress: Progress, pace: Pace) -> list[str]:
    """Return what is known in words, such as "1,200,000 rows", "410,000 rows/s" and "4 s left"."""
    words = [f"{progress.rows:,} rows"] if progress.rows else []
    if pace.rate is not None:
        words.append(f"{float(f'{pace.rate:.2g}'):,.0f} rows/s")
    if pace.left is not None:
        words.append(f"{_duration(pace.left)} left")
    elif pace.share == 1:
        words.append("finishing")
    return words


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"

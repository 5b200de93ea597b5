"""Progress of a check, from which a screen shows rows, rate and time left."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of a running check."""

    file: str
    """The file being read, as the profile names it."""
    rows: int
    """Rows read so far, in all files."""
    done: int
    total: int
    """Uncompressed bytes read so far (`done`) and in total."""


Tell = Callable[[Progress], None]

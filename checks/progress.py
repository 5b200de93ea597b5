"""How far a check has come: what a screen needs for rows, rate and time left."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One look at a check under way."""

    file: str
    """The file being read, as the profile names it."""
    rows: int
    """Rows read so far, in all files."""
    done: int
    total: int
    """Bytes read so far and in all, unpacked."""


Tell = Callable[[Progress], None]

"""Waiting for a moment where another program holds a file that is to be replaced, renamed or removed.

POSIX changes an open file; Windows refuses. There a virus scanner, OneDrive, a backup or the search index
opens a new file for some milliseconds, so the first refusal says little.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from dde_tui.errors import is_held

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds after which who holds the file will not let go by itself; pip and git wait about as long."""
_FIRST, _LONGEST = 0.01, 0.2


def patiently(
    change: Callable[[], T],
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """Make a change to the disk, again for a moment where a program holds what is changed.

    Args:
        change: one step that does all or nothing, such as a rename.
        sleep: waits for some seconds.
        clock: counts seconds.

    Raises:
        OSError: what the last try raised; `errors.refused_because` says who may hold it.
    """
    until, wait = clock() + PATIENCE, _FIRST
    while True:
        try:
            return change()
        except OSError as error:
            if not is_held(error) or clock() >= until:
                raise
        sleep(wait)
        wait = min(2 * wait, _LONGEST)

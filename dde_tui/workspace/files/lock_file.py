"""A lock between processes, in a file: the system releases it when its process dies, however it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dde_tui.errors import LockedError
from dde_tui.workspace.disk import disk_trouble

_POLL = 0.02
"""Seconds between two tries to get a lock."""


@contextmanager
def locked(path: Path, busy: LockedError, patience: float = 0) -> Iterator[None]:
    """Hold a lock file's lock.

    Args:
        path: the lock file; it stays there.
        busy: what to raise where another process holds it.
        patience: seconds to wait for it.

    Raises:
        LockedError: `busy`.
        DiskError: the lock file cannot be created or locked.
    """
    import filelock

    lock = filelock.FileLock(path, timeout=patience, mode=0o600)
    with disk_trouble(path):
        try:
            lock.acquire(poll_interval=_POLL)
        except filelock.Timeout as error:  # first, since it is an OSError too
            raise busy from error
    try:
        yield
    finally:
        lock.release()

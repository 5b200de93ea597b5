"""The run lock: one run at a time in a workspace; the system releases it when a run dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dde_tui.errors import LockedError
from dde_tui.workspace.disk import disk_trouble, private_folder

if TYPE_CHECKING:
    from dde_tui.workspace.folder import Workspace


@contextmanager
def run_lock(workspace: "Workspace") -> Iterator[None]:
    """Hold the lock for one run that sends, fetches or connects; non-blocking.

    Raises:
        LockedError: another run holds it.
        DiskError: the lock file cannot be created.
    """
    import filelock

    private_folder(workspace.state)
    path = workspace.state / "run.lock"
    lock = filelock.FileLock(path, timeout=0, mode=0o600)
    with disk_trouble(path):
        try:
            lock.acquire()
        except filelock.Timeout as error:  # first, since it is an OSError too
            raise LockedError(
                "Another run of dde is using this workspace.",
                meaning="This one changed nothing.",
                to_do="Wait until the other has ended, then try again.",
            ) from error
    try:
        yield
    finally:
        lock.release()

"""The run lock: one run at a time in a workspace; the system releases it when a run dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from checks.regular_file import read_regular
from checks.visible import visible
from dde_tui.errors import LockedError
from dde_tui.terminal.system import this_system
from dde_tui.workspace.disk import private_folder
from dde_tui.workspace.files.lock_file import locked

if TYPE_CHECKING:
    from dde_tui.workspace.folder import Workspace

_LONGEST = 200
"""Maximum bytes of the note that says who holds a lock."""


@contextmanager
def run_lock(workspace: "Workspace") -> Iterator[None]:
    """Hold the lock for one run that sends, fetches or connects; non-blocking.

    Raises:
        LockedError: another run holds it, on this computer or on another one that shares the folder.
        DiskError: the lock file cannot be created.
    """
    private_folder(workspace.state)
    path = workspace.state / "run.lock"
    holder = path.with_suffix(".holder")
    busy = LockedError(
        "Another run of dde is using this workspace.",
        meaning=f"{_told(holder)}This one changed nothing.",
        to_do="Wait until the other has ended, then try again.",
    )
    with locked(path, busy):
        _tell(holder)
        yield


def _tell(holder: Path) -> None:
    """Note which computer and process holds the lock, so that another one can say so."""
    new = holder.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        new.unlink(missing_ok=True)
        with open(new, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(f"{this_system().node}, process {os.getpid()}".encode()[:_LONGEST])
        new.replace(holder)


def _told(holder: Path) -> str:
    try:
        who = read_regular(holder, _LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""
    return f"It runs on {visible(who)}. " if who else ""

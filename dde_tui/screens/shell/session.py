"""What all places share: the workspace, the outside world, and what the last check found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from checks.finding import Report
from checks.job import Job
from dde_tui.actions.process.status import status
from dde_tui.process.progress import Progress
from dde_tui.workspace.folder import Workspace

if TYPE_CHECKING:
    from dde_tui.demo.stage import Stage

LOOKS_AT_LINE = 0.1
"""Seconds between two looks whether somebody who waits for SecureStor wishes to stop."""


@dataclass(slots=True)
class Session:
    """One run of the app in one workspace. Business facts are never kept here, the journal has them."""

    workspace: Workspace
    environ: Mapping[str, str]
    clock: Callable[[], datetime]
    stage: "Stage | None" = None
    """The demo's world, while the demo plays."""
    report: Report | None = None
    """What the last check found."""
    checked: Path | None = None
    """What was checked last."""
    shows_values: bool = True
    """Off in privacy mode: no cell of a student's row is on the screen."""
    line: Lock = field(default_factory=Lock)
    """Held while SecureStor is used, so that looking for answers never gets in the way of a sending."""

    @property
    def job(self) -> Job[object]:
        """What goes along with work that nobody watches: the time, and this run's environment."""
        return Job(clock=self.clock, environ=self.environ)

    @contextmanager
    def on_the_line(self, job: Job[Any]) -> Iterator[None]:
        """Hold the line while the block uses SecureStor; whoever waits for it may be stopped.

        Raises:
            CancelledError: the job was cancelled while somebody else was using it.
        """
        while not self.line.acquire(timeout=LOOKS_AT_LINE):
            job.stop_if_cancelled("Stopped before SecureStor was reached.", "Nothing was sent.")
        try:
            yield
        finally:
            self.line.release()

    @property
    def has_letters(self) -> bool:
        """Whether an e-mail from CLI waits to be recorded; only the demo knows."""
        return self.stage is not None and bool(self.stage.letters())

    def next_place(self) -> str:
        """Return the place where the next thing is done."""
        if self.has_letters:
            return "feedback"
        place = self.progress().next.place
        connected = place != "send" or self.workspace.settings.securestor.host
        return place if connected else "securestor"

    def progress(self) -> Progress:
        """Return where the district stands now; raises DdeError where the journal can't be read."""
        return status(self.workspace, self.clock())

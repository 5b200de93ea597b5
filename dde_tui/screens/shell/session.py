"""State shared by all places: workspace, environment, and the last check."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
"""Seconds between checks for cancellation while waiting for SecureStor."""


@dataclass(slots=True)
class Session:
    """One run of the app in one workspace. Business facts are in the journal, never here."""

    workspace: Workspace
    environ: Mapping[str, str]
    clock: Callable[[], datetime]
    stage: "Stage | None" = None
    """The demo's environment, while the demo runs."""
    report: Report | None = None
    """The report of the last check."""
    checked: Path | None = None
    """What was checked last."""
    shows_values: bool = True
    """Off in privacy mode: no cell values are on the screen."""
    line: Lock = field(default_factory=Lock)
    """Mutex for SecureStor, so that polling for answers never interferes with a sending."""

    def __post_init__(self) -> None:
        """Let the journal tell the time by this run's clock."""
        self.workspace = replace(self.workspace, clock=self.clock)

    @property
    def job(self) -> Job[object]:
        """A job without progress for background work: the time, and this run's environment."""
        return Job(clock=self.clock, environ=self.environ)

    @contextmanager
    def on_the_line(self, job: Job[Any]) -> Iterator[None]:
        """Hold the mutex while the block uses SecureStor; waiting for it can be cancelled.

        Raises:
            CancelledError: the job was cancelled while another thread was using it.
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
        """Return the district's progress; raises DdeError if the journal can't be read."""
        return status(self.workspace, self.clock())

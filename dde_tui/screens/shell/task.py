"""A long task in a worker thread, with progress and cooperative cancellation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Event

from checks.errors import DdeError
from checks.job import UNWATCHED, Job
from checks.progress import Progress
from dde_tui.errors import refused_by_machine
from dde_tui.terminal.crash_report import write_report


@dataclass(slots=True)
class Task:
    """Shared state that the worker writes and the screen polls ten times a second, without locks."""

    outside: Job[object] = UNWATCHED
    """What the task may use from outside: the time, this run's environment."""
    state: Progress = field(default_factory=lambda: Progress("", 0, 0, 0))
    _stop: Event = field(default_factory=Event)

    def tell(self, progress: Progress) -> None:
        """Record the progress."""
        self.state = progress

    @property
    def job(self) -> Job[Progress]:
        """The job passed to the task: reports progress to the screen, and can be cancelled."""
        return replace(self.outside, cancelled=self.cancelled).with_progress(self.tell)

    def cancel(self) -> None:
        """Request cancellation."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether cancellation was requested."""
        return self._stop.is_set()


def as_error(error: Exception, environ: Mapping[str, str]) -> DdeError:
    """Translate any exception for the panel: a sentence, never a traceback."""
    if isinstance(error, DdeError):
        return error
    if isinstance(error, OSError):
        return refused_by_machine(error)
    return write_report(error, environ)

"""A long piece of work in a thread: it tells how far it is and looks whether it shall stop."""

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
    """What the thread writes and the screen reads ten times a second; neither waits for the other."""

    outside: Job[object] = UNWATCHED
    """What the work may use of the world outside: the time, this run's environment."""
    state: Progress = field(default_factory=lambda: Progress("", 0, 0, 0))
    _stop: Event = field(default_factory=Event)

    def tell(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self.state = progress

    @property
    def job(self) -> Job[Progress]:
        """What goes along with the work: the screen sees how far it is, and may stop it."""
        return replace(self.outside, cancelled=self.cancelled).with_progress(self.tell)

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether the work shall stop."""
        return self._stop.is_set()


def as_error(error: Exception, environ: Mapping[str, str]) -> DdeError:
    """Return any exception as what the panel shows: a sentence, never a traceback."""
    if isinstance(error, DdeError):
        return error
    if isinstance(error, OSError):
        return refused_by_machine(error)
    return write_report(error, environ)

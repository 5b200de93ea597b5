"""A long piece of work in a thread: it tells how far it is and looks whether it shall stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from checks.errors import DdeError
from checks.job import Job, time_now
from checks.progress import Progress
from dde_tui.errors import refused_by_machine
from dde_tui.terminal.crash_report import write_report

if TYPE_CHECKING:
    from dde_tui.securestor.transfer.progress import FileProgress


@dataclass(slots=True)
class Task:
    """What the thread writes and the screen reads ten times a second; neither waits for the other."""

    clock: Callable[[], datetime] = time_now
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    state: Progress = field(default_factory=lambda: Progress("", 0, 0, 0))
    _stop: Event = field(default_factory=Event)

    def tell(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self.state = progress

    def tell_file(self, moved: "FileProgress") -> None:
        """Take note of how many bytes of all files are done."""
        self.state = Progress(moved.file, 0, moved.all_done, moved.all_total)

    @property
    def job(self) -> Job[Progress]:
        """What goes along with the work: the screen sees how far it is, and may stop it."""
        return Job(progress=self.tell, cancelled=self.cancelled, clock=self.clock, environ=self.environ)

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

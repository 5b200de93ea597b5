"""A long piece of work in a thread: it tells how far it is and looks whether it shall stop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from checks.errors import CancelledError, DdeError
from checks.progress import Progress
from dde_tui.errors import refused_by_machine
from dde_tui.terminal.crash_report import write_report

if TYPE_CHECKING:
    from dde_tui.securestor.transfer.progress import FileProgress


@dataclass(slots=True)
class Task:
    """What the thread writes and the screen reads ten times a second; neither waits for the other."""

    state: Progress = field(default_factory=lambda: Progress("", 0, 0, 0))
    _stop: Event = field(default_factory=Event)

    def tell(self, progress: Progress) -> None:
        """Take note of how far it is."""
        self.state = progress

    def tell_file(self, moved: "FileProgress") -> None:
        """Take note of how many bytes of all files are done."""
        self.state = Progress(moved.file, 0, moved.all_done, moved.all_total)

    def tell_or_stop(self, done: int, total: int) -> None:
        """Take note, for work that can be stopped only where it tells; raises CancelledError."""
        self.state = Progress("", 0, done, total)
        if self.cancelled():
            raise CancelledError("The work was stopped.", meaning="The files are as they were.")

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

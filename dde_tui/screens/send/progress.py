"""Progress per file, collected from the sending's progress callbacks."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.progress import Progress
from dde_tui.actions.transfer.send.submission import Connecting, Planned
from dde_tui.terminal.eta import size_in_words

if TYPE_CHECKING:
    from dde_tui.actions.transfer.send.submission import Seen
    from dde_tui.securestor.outgoing import FileDigest
    from dde_tui.securestor.transfer.progress import FileProgress


class Phase(StrEnum):
    """The phases of a sending, as shown."""

    LOOKING = "Checking the files"
    CHECKING = "Checking"
    CONNECTING = "Connecting and comparing with SecureStor"
    WAITING = "Waiting"
    READING = "Reading the earlier set"
    MOVING = "Sending"
    NAMING = "Renaming the files, all together"


class Stand(StrEnum):
    """The state of a file."""

    THERE = "already there"
    WAITING = "waiting"
    UP = "uploading"
    PROVING = "verifying"
    PROVED = "proved"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a sending; each byte counts once when sent and once when verified."""

    name: str
    size: int
    done: int = 0
    is_there: bool = False
    is_moving: bool = False
    """Whether this try reported progress for it."""

    @property
    def total(self) -> int:
        """Bytes to send and to verify."""
        return 0 if self.is_there else 2 * self.size

    @property
    def share(self) -> float:
        """The share done, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else float(self.is_there)

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        if self.is_there:
            return Stand.THERE
        if not self.is_moving:
            return Stand.WAITING
        if self.done < self.size:
            return Stand.UP
        return Stand.PROVED if self.done >= self.total else Stand.PROVING


class Uploads:
    """Written by the worker threads of a sending, one at a time, and read by the screen without a lock.

    Rows are immutable and replaced as a whole, so that the screen never sees a half-updated one.
    """

    def __init__(self) -> None:
        self.phase = Phase.LOOKING
        self.told: tuple[str, ...] = ()
        """Notes for you, the newest last."""
        self._rows: dict[str, Upload] = {}
        self._checked = Progress("", 0, 0, 0)

    @property
    def rows(self) -> Sequence[Upload]:
        """The files in order; empty until the server's files were compared."""
        return tuple(self._rows.values())

    @property
    def progress(self) -> Progress:
        """Progress of the current phase, in bytes; a total of 0 if unknown."""
        if self.phase is Phase.CHECKING:
            return self._checked
        if self.phase not in (Phase.MOVING, Phase.NAMING):
            return Progress("", 0, 0, 0)
        rows = self.rows
        done, total = sum(row.done for row in rows), sum(row.total for row in rows)
        return Progress("", 0, done, total)

    def see(self, seen: "Seen") -> None:
        """Record a progress event of the sending."""
        match seen:
            case Progress():
                self.checking(seen)
            case Connecting():
                self.connecting()
            case Planned(files, there):
                self.planned(files, there)
            case _:
                self.moved(seen)

    def checking(self, progress: Progress) -> None:
        """Record the check's progress."""
        self.phase, self._checked = Phase.CHECKING, progress

    def connecting(self) -> None:
        """Record that a connection is opened; comparing with the server follows."""
        self.phase = Phase.CONNECTING

    def tell(self, sentence: str) -> None:
        """Record a note; nothing moves until the next try begins."""
        self.told = (*self.told, sentence)
        self.phase = Phase.WAITING
        self._rows = {name: replace(row, is_moving=False) for name, row in self._rows.items()}

    def planned(self, files: "Iterable[FileDigest]", there: AbstractSet[str]) -> None:
        """Record all files of a try, and those already on the server."""
        before = self._rows
        self._rows = {
            file.name: Upload(
                file.name,
                file.size,
                done=before[file.name].done if file.name in before and file.name not in there else 0,
                is_there=file.name in there,
            )
            for file in files
        }
        self.phase = Phase.MOVING

    def moved(self, moved: "FileProgress") -> None:
        """Record a file's progress."""
        row = self._rows[moved.file]
        if not row.is_moving and moved.done:  # the first that is told of a try is where it goes on
            self.told = (*self.told, _continued(row, moved.done))
        self._rows[moved.file] = replace(row, done=moved.done, is_moving=True)
        if moved.all_done >= moved.all_total:
            self.phase = Phase.NAMING


def _continued(row: Upload, done: int) -> str:
    if done >= row.size:
        return f"{row.name} was already uploaded by an earlier try; verifying it now."
    return f"{row.name} resumes after the {size_in_words(done)} from an earlier try."

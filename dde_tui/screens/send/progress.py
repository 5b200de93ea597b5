"""How far each file of a sending is, put together from what the sending tells while it runs."""

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
    """What a sending is at, as the page says it."""

    LOOKING = "Looking at the files"
    CHECKING = "Checking"
    CONNECTING = "Connecting, and comparing what stands there"
    WAITING = "Waiting"
    MOVING = "Sending"
    NAMING = "Giving the files their names, all together"


class Stand(StrEnum):
    """Where a file stands."""

    THERE = "already there"
    WAITING = "waiting"
    UP = "going up"
    PROVING = "being proved"
    PROVED = "proved"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a sending; each of its bytes counts once when it was sent and once when it was proved."""

    name: str
    size: int
    done: int = 0
    is_there: bool = False
    is_moving: bool = False
    """Whether anything was told of it in this try."""

    @property
    def total(self) -> int:
        """Bytes to send and to prove."""
        return 0 if self.is_there else 2 * self.size

    @property
    def share(self) -> float:
        """How much of it is done, between 0 and 1."""
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
    """Written by the threads of a sending, one at a time, and read by the screen; nobody waits.

    A row is never changed, only replaced, so that the screen sees it whole.
    """

    def __init__(self) -> None:
        self.phase = Phase.LOOKING
        self.told: tuple[str, ...] = ()
        """Sentences that a person should know, the newest last."""
        self._rows: dict[str, Upload] = {}
        self._checked = Progress("", 0, 0, 0)

    @property
    def rows(self) -> Sequence[Upload]:
        """The files in their order; none before it is known what stands on the server."""
        return tuple(self._rows.values())

    @property
    def progress(self) -> Progress:
        """How far the present phase is, in bytes; a total of 0 where nobody can tell."""
        if self.phase is Phase.CHECKING:
            return self._checked
        if self.phase not in (Phase.MOVING, Phase.NAMING):
            return Progress("", 0, 0, 0)
        rows = self.rows
        done, total = sum(row.done for row in rows), sum(row.total for row in rows)
        return Progress("", 0, done, total)

    def see(self, seen: "Seen") -> None:
        """Take note of what a sending tells on its way."""
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
        """Take note of how far the check is."""
        self.phase, self._checked = Phase.CHECKING, progress

    def connecting(self) -> None:
        """Take note that a connection is opened; then what stands on the server is compared."""
        self.phase = Phase.CONNECTING

    def tell(self, sentence: str) -> None:
        """Take note of something a person should know; nothing moves until the next try begins."""
        self.told = (*self.told, sentence)
        self.phase = Phase.WAITING
        self._rows = {name: replace(row, is_moving=False) for name, row in self._rows.items()}

    def planned(self, files: "Iterable[FileDigest]", there: AbstractSet[str]) -> None:
        """Take note of all files of a try, and of those that stand there already."""
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
        """Take note of how far a file is."""
        row = self._rows[moved.file]
        if not row.is_moving and moved.done:  # the first that is told of a try is where it goes on
            self.told = (*self.told, _continued(row, moved.done))
        self._rows[moved.file] = replace(row, done=moved.done, is_moving=True)
        if moved.all_done >= moved.all_total:
            self.phase = Phase.NAMING


def _continued(row: Upload, done: int) -> str:
    if done >= row.size:
        return f"{row.name} was up already from an earlier try; it is proved now."
    return f"{row.name} goes on after the {size_in_words(done)} that an earlier try had brought."

"""Total progress of a sending, over files sent in parallel."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from checks.job import Job
from dde_tui.securestor.outgoing import OutgoingFile


@dataclass(frozen=True, slots=True)
class FileProgress:
    """Progress of one file and the whole sending, in bytes; each counts once sent and once verified."""

    file: str
    done: int
    total: int
    all_done: int
    all_total: int


class TransferProgress:
    """Adds up the progress; its job is notified by one thread at a time."""

    def __init__(self, files: Iterable[OutgoingFile], job: Job[FileProgress]) -> None:
        self._job = job
        self._done = dict.fromkeys((file.name for file in files), 0)
        self._total = {file.name: 2 * file.size for file in files}
        self._lock = threading.Lock()

    def tell(self, file: str, done: int) -> None:
        """Record a file's progress; bytes from an earlier try of this sending never count twice."""
        with self._lock:
            self._done[file] = min(max(done, self._done[file]), self._total[file])
            self._job.progress(
                FileProgress(
                    file,
                    self._done[file],
                    self._total[file],
                    sum(self._done.values()),
                    sum(self._total.values()),
                )
            )

"""Probes a server's capabilities with small hidden test files, which are removed afterwards.

No name ends in .csv, so that no test file is mistaken for a roster.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from posixpath import join
from typing import Any, Literal

from checks.job import Job
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.connection.connection import MOST_SESSIONS, Connection
from dde_tui.securestor.sftp.client import BLOCK
from dde_tui.securestor.sftp.packets import Extension
from dde_tui.securestor.status import Status

_CONTENT = b"dde\r\n\0\xff\n"
"""Bytes that a server would alter if it converts line ends or characters."""
_MARK = ".dde-test-"
_LIKE_A_PART = "-as-long-as-the-name-of-a-file-on-its-way"
_FORGOTTEN = 3600
"""Age in seconds, by the server's clock, after which a test file counts as left over."""
_STATS = 5
_CLOSING = 0.5
"""Seconds to wait for what a stopped test opened; a stopped one has little more to clean up."""

_FIRST_BYTES, _MOST_BYTES, _LONGEST = 4_096, 1 << 20, 2.0
"""Speed test: bytes of the first try, bytes of all tries together, time limit in seconds."""
_GROWTH = 8


@dataclass(frozen=True, slots=True)
class LineSpeed:
    """Upload rate in bytes per second, and the number of parallel sessions."""

    rate: float
    sessions: int


class Probe:
    """The test files of one connection test in the district's folder.

    Every method raises `faults.LineError` if the connection failed and CancelledError if it was cancelled.

    Args:
        connection: open; its first session is used.
        job: polled several times a second for cancellation.
    """

    def __init__(self, connection: Connection, job: Job[Any]) -> None:
        self._connection = connection
        self._sftp = connection.sftp()
        self._job = job
        self._mark = f"{_MARK}{os.urandom(4).hex()}"
        self._made: list[str] = []
        self.folder = connection.folder().path()
        self.path = ""
        """The current test file."""
        self.measured: int | None = None
        """Its size in bytes as reported right after writing; None if not reported."""

    def write(self) -> Literal["hidden", "short", "visible"]:
        """Write the first test file, under the longest hidden name the server accepts.

        Raises:
            RefusedError: no file can be created.
        """
        names: dict[Literal["hidden", "short", "visible"], str] = {
            "hidden": self._mark + _LIKE_A_PART,
            "short": self._mark,
            "visible": f"{self._mark.lstrip('.')}.tmp",
        }
        refused: list[faults.RefusedError] = []
        for kind, name in names.items():
            self.path = join(self.folder, name)
            try:
                self.measured = self._write(self.path)
            except faults.RefusedError as error:
                refused.append(error)
                self._drop(self.path)
            else:
                return kind
        self.path = ""
        raise refused[0]

    def is_writable(self, name: str) -> bool:
        """Whether the file of this name, which is there already, may be overwritten; it is not changed."""
        try:
            self._sftp.check_writable(join(self.folder, name))
        except faults.RefusedError:
            return False
        return True

    def stays(self) -> bool | None:
        """Return whether the test file is still there; None if that can't be checked."""
        try:
            return self._sftp.stat(self.path, self._job) is not None
        except faults.RefusedError:
            return None

    def is_synced(self) -> bool:
        """Whether fsync worked."""
        return Extension.FSYNC in self._sftp.extensions

    def read(self) -> tuple[Literal["all", "hash", "none"], bool]:
        """Return how far the test file can be read back, and whether the server computes its hash.

        Raises:
            TransferError: different bytes came back.
        """
        from hashlib import sha256

        hashed = None
        with suppress(faults.RefusedError):
            hashed = self._sftp.sha256(self.path, len(_CONTENT), self._job)
        hashes = hashed == sha256(_CONTENT).hexdigest()
        try:
            back = b"".join(self._sftp.chunks(self.path, len(_CONTENT) + 1, self._job))
        except faults.RefusedError:
            return ("hash" if hashes else "none"), hashes
        if back != _CONTENT:
            raise TransferError(
                "What was written to SecureStor came back changed.",
                meaning="No sending would succeed there: every file is compared with what was checked.",
                to_do="Ask the CLI Engage Help Center whether SecureStor changes files, such as their line "
                "ends; SFTP must carry bytes as they are.",
            )
        return "all", hashes

    def rename(self) -> Literal["over", "replaces", "refuses", "none"]:
        """Return how a file can be renamed."""
        over = Extension.POSIX_RENAME in self._sftp.extensions
        taken, free = f"{self.path}-2", f"{self.path}-3"
        self._made += [taken, free]
        self._write(taken)
        if over:
            # A sending would use it, so where it is offered and refused no other way counts.
            return "over" if self._moved(self._sftp.replace, taken) else "none"
        if self._moved(self._sftp.rename, taken):
            return "replaces"
        return "refuses" if self._moved(self._sftp.rename, free) else "none"

    def room(self) -> int | None:
        """Return the free bytes; None if the server can't say."""
        try:
            return self._sftp.free_bytes(self.folder, self._job)
        except faults.RefusedError:
            return None

    def speed(self, channels: int) -> LineSpeed:
        """Measure the upload speed.

        The tries grow exponentially, so that a slow connection is not flooded; the time of one try
        predicts whether the next one fits into the limit.

        Args:
            channels: sessions to try.
        """
        self._made.append(self.path)
        begun, sent, size, rate = time.monotonic(), 0, _FIRST_BYTES, 0.0
        wait = self.latency()
        while sent < _MOST_BYTES:
            size = min(size, _MOST_BYTES - sent)
            took = self._upload(self.path, size)
            sent += size
            rate = size / max(took, 1e-6)
            moving = max(took - wait, 0.0)
            if time.monotonic() - begun + 4 * wait + _GROWTH * moving > _LONGEST:
                break
            size *= _GROWTH
        return LineSpeed(rate, self._sessions(channels))

    def latency(self) -> float:
        """Return the round-trip time in seconds: the median of a few."""
        return statistics.median(self._asked() for _ in range(_STATS))

    def forget(self, names: Iterable[str]) -> None:
        """Remove test files that an earlier test left more than an hour ago, by the server's clock."""
        old = [join(self.folder, name) for name in names if name.startswith(_MARK)]
        if not old or not self.path:
            return
        with suppress(faults.RefusedError):
            now, *times = (
                each.changed if each is not None else None
                for each in self._sftp.lstats([self.path, *old], self._job)
            )
            for path, changed in zip(old, times, strict=True):
                if now is not None and changed is not None and now - changed > _FORGOTTEN:
                    self._sftp.remove(path)

    def clear(self) -> bool:
        """Remove every test file; return whether all could be removed, else they are left empty."""
        made, self._made = dict.fromkeys(self._made), []
        if made:
            # What a stopped step opened must be closed first: servers on Windows remove no open file.
            self._connection.settle(time.monotonic() + _CLOSING)
        gone = [self._remove(path) for path in made]
        return all(gone)

    def _write(self, path: str) -> int | None:
        self._made.append(path)
        return self._sftp.write(path, [_CONTENT], job=self._job.unseen())

    def _drop(self, path: str) -> None:
        """Remove what a refused write may have created."""
        self._made.remove(path)
        with suppress(faults.RefusedError):
            self._sftp.remove(path)

    def _moved(self, rename: Callable[[str, str], None], path: str) -> bool:
        """Try to move the test file; return whether that was allowed."""
        try:
            rename(self.path, path)
        except faults.RefusedError:
            return False
        self.path = path
        return True

    def _upload(self, path: str, size: int) -> float:
        """Upload this many bytes; return the seconds from the first block to the last acknowledgement."""
        moments: list[float] = []

        def blocks() -> Iterator[bytes]:
            moments.append(time.monotonic())
            for start in range(0, size, BLOCK):
                yield os.urandom(min(BLOCK, size - start))

        acknowledged: Job[int] = self._job.with_progress(lambda _done: moments.append(time.monotonic()))
        self._sftp.write(path, blocks(), job=acknowledged)
        return moments[-1] - moments[0]

    def _sessions(self, channels: int) -> int:
        """Return how many sessions the connection allows, up to this many."""
        return len({id(self._connection.session(number)) for number in range(min(channels, MOST_SESSIONS))})

    def _asked(self) -> float:
        """Time one round trip, in seconds."""
        begun = time.monotonic()
        with suppress(faults.RefusedError):  # a no is an answer, too
            self._sftp.stat(self.folder, self._job)
        return time.monotonic() - begun

    def _remove(self, path: str) -> bool:
        try:
            self._sftp.remove(path)
        except faults.RefusedError as error:
            if error.status == Status.NO_SUCH_FILE:
                return True
            with suppress(faults.RefusedError):
                if self._sftp.lstat(path) is None:
                    return True
            with suppress(faults.RefusedError):
                self._sftp.write(path, [])
            return False
        return True

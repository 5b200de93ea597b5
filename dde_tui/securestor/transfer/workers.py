"""A worker pool: files spread over the sessions of one connection, stopped together if one fails."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any, TypeVar

from checks.errors import CancelledError
from checks.job import UNWATCHED, Job
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.outgoing import FileDigest
from dde_tui.securestor.sftp.client import SftpClient

F = TypeVar("F", bound=FileDigest)
T = TypeVar("T")

_AFTER_CANCEL = 0.7
"""Grace period in seconds for the workers on cancellation."""

_FILES_AT_ONCE = 4
"""Workers per session: small files are latency-bound, so their waits overlap."""


def run_workers(
    connection: Connection,
    files: Iterable[F],
    channels: int,
    work: Callable[[SftpClient, F, Job[Any]], T],
    job: Job[Any] = UNWATCHED,
) -> dict[str, T]:
    """Process every file in parallel, and return the results by name.

    Args:
        connection: its sessions are used, and opened as needed.
        files: the files, in any order; large ones are spread over the sessions.
        channels: the maximum number of sessions.
        work: called in worker threads with a session, a file, and a cancellable job.
        job: polled several times a second, from several threads, for cancellation.

    Raises:
        CancelledError: the job was cancelled.
        Otherwise whatever the first failing `work` raised, after the others were stopped. If
        one session timed out and closed the connection, that is raised: it is the root cause.
    """
    done: dict[str, T] = {}
    failures: list[BaseException] = []
    failed = threading.Event()

    def is_stopped() -> bool:
        return failed.is_set() or job.cancelled()

    inside = replace(job, cancelled=is_stopped)

    def go(number: int, queue: deque[F]) -> None:
        try:
            while not failed.is_set():
                try:
                    file = queue.popleft()
                except IndexError:
                    return
                done[file.name] = work(connection.session(number), file, inside)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            failures.append(error)
            failed.set()

    workers = _dealt(files, channels)
    with ThreadPoolExecutor(max(1, len(workers)), "securestor") as pool:
        try:
            running = [pool.submit(go, number, queue) for number, queue in workers]
            _wait(connection, running, job)
        except BaseException:
            failed.set()
            raise
    if failures:
        if job.cancelled():
            raise CancelledError("The transfer was stopped.") from failures[0]
        connection.check_line()
        raise failures[0]
    return done


def _wait(connection: Connection, running: list[Future[None]], job: Job[Any]) -> None:
    """Join the workers; on cancellation, one that hangs in opening a session is cut off."""
    since: float | None = None
    while wait(running, timeout=0.1).not_done:
        if since is None and job.cancelled():
            since = time.monotonic()
        if since is not None and time.monotonic() - since > _AFTER_CANCEL:
            connection.hang_up()


def _dealt(files: Iterable[F], channels: int) -> list[tuple[int, deque[F]]]:
    """Assign each file, largest first, to the least loaded session; its workers share one queue.

    Returns:
        for each worker its session's number and queue.
    """
    queues = [deque[F]() for _ in range(channels)]
    loads = [0] * channels
    for file in sorted(files, key=lambda each: each.size, reverse=True):
        number = loads.index(min(loads))
        queues[number].append(file)
        loads[number] += file.size + 32_640  # what a small file costs is its waiting, not its bytes
    sessions = [queue for queue in queues if queue]
    return [
        (number, queue)
        for turn in range(_FILES_AT_ONCE)
        for number, queue in enumerate(sessions)
        if len(queue) > turn
    ]

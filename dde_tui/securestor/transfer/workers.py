"""Several files at once: dealt to the sessions of one connection, stopped together when one fails."""

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
"""Seconds that threads have to end by themselves when somebody cancels."""

_FILES_AT_ONCE = 4
"""In one session: small files spend their time waiting, so the waits overlap."""


def run_workers(
    connection: Connection,
    files: Iterable[F],
    channels: int,
    work: Callable[[SftpClient, F, Job[Any]], T],
    job: Job[Any] = UNWATCHED,
) -> dict[str, T]:
    """Do something with every file, several at once, and return what came of each, by name.

    Args:
        connection: its sessions are used, and begun as they are needed.
        files: the files, in any order; big ones are spread over the sessions.
        channels: sessions that may be used.
        work: called with a session, a file, and a job that tells when it shall stop; in threads of its own.
        job: asked several times a second, from several threads, whether it was cancelled.

    Raises:
        CancelledError: the job was cancelled.
        Otherwise whatever the first failing `work` raised; the others are stopped then, and have ended. Where
        one session found the line silent and so hung up, that is raised: it broke the others.
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
    """Wait for the threads; one that hangs in opening a session when somebody cancels is cut off."""
    since: float | None = None
    while wait(running, timeout=0.1).not_done:
        if since is None and job.cancelled():
            since = time.monotonic()
        if since is not None and time.monotonic() - since > _AFTER_CANCEL:
            connection.hang_up()


def _dealt(files: Iterable[F], channels: int) -> list[tuple[int, deque[F]]]:
    """Give each file, the biggest first, to the session that has least to do; several take from one queue.

    Returns:
        for each thread the number of its session, and the queue of that session.
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

"""Runs blocking work in a thread of its own, so that the caller can cancel it.

Name lookups, sockets and logins block uninterruptibly. In a thread they don't keep the caller from
stopping within a second; prompts are shown in the caller's own thread, where a
terminal's Ctrl+C arrives.
"""

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from checks.errors import CancelledError
from checks.job import UNWATCHED, Job

if TYPE_CHECKING:
    from checks.job import Ask, Prompt

T = TypeVar("T")
A = TypeVar("A")

_LOOK_EVERY = 0.05  # seconds
_CLEANING = 0.6
"""Grace period in seconds for cancelled work to clean up, if it can be abandoned."""


class Cancellable(Generic[T]):
    """One cancellable piece of work.

    Args:
        work: runs in a thread of its own; it may poll `is_stopped`.
        abandon: called if cancelled work does not end by itself, such as closing its socket; without it
            cancelled work is left behind at once.
        too_late: receives what cancelled work still returns, so that it can be closed.
    """

    def __init__(
        self,
        work: Callable[[], T],
        abandon: Callable[[], object] | None = None,
        too_late: Callable[[T], object] | None = None,
    ) -> None:
        self._work = work
        self._abandon = abandon
        self._too_late = too_late
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._errands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_left = False
        self._results: list[T] = []
        self._errors: list[BaseException] = []

    def is_stopped(self) -> bool:
        """Whether the work was cancelled; from any thread."""
        return self._stopped.is_set()

    def asking(self, ask: "Ask | None") -> "Ask | None":
        """Return a function for the work that asks in the waiting thread; None if `ask` is None."""
        if ask is None:
            return None

        def asked(title: str, prompts: "Sequence[Prompt]") -> "Sequence[str]":
            return self.ask(lambda: ask(title, prompts))

        return asked

    def ask(self, question: Callable[[], A]) -> A:
        """Ask in the waiting thread, and return the answers; called by the work.

        Raises:
            CancelledError: the work was cancelled before there was an answer.
        """
        answers: list[A] = []
        answered = threading.Event()

        def errand() -> None:
            answers.append(question())
            answered.set()

        self._errands.put(errand)
        while not answered.wait(_LOOK_EVERY):
            if self.is_stopped():
                raise CancelledError("Stopped.")
        return answers[0]

    def wait(self, job: Job[Any] = UNWATCHED) -> T:
        """Do the work and return its result.

        Args:
            job: polled many times a second, in this thread, for cancellation.

        Raises:
            CancelledError: the job was cancelled, even at the last moment; the work has ended, or was
                abandoned within a second.
            BaseException: whatever the work, or a prompt, raised.
        """
        threading.Thread(target=self._run, name="interruptible", daemon=True).start()
        try:
            while not self._is_over(job):
                self._do_errand()
        except BaseException:
            self._leave()
            raise
        if self._errors:
            raise self._errors[0]
        return self._results[0]

    def _is_over(self, job: Job[Any]) -> bool:
        has_ended = self._ended.is_set()
        job.stop_if_cancelled("Stopped.")
        return has_ended

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self._errors.append(error)
        with self._lock:
            self._ended.set()
            if self._is_left:
                self._close()

    def _do_errand(self) -> None:
        try:
            self._errands.get(timeout=_LOOK_EVERY)()
        except Empty:
            return

    def _leave(self) -> None:
        self._stopped.set()
        if self._abandon is not None:
            until = time.monotonic() + _CLEANING
            while not self._ended.wait(_LOOK_EVERY):
                if time.monotonic() > until:
                    self._abandon()
                    break
        with self._lock:
            self._is_left = True
            if self._ended.is_set():
                self._close()

    def _close(self) -> None:
        if self._too_late is not None:
            for result in self._results:
                self._too_late(result)

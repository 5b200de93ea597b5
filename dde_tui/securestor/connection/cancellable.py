"""Work in a thread of its own, while the caller looks whether somebody wants it to stop.

Name servers, sockets and logins wait without asking anybody. Left in a thread, they keep nobody from
stopping within a second; what a person is asked meanwhile is asked in the caller's own thread, where a
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
"""Seconds that stopped work may still take to clean up after itself, where it can be abandoned."""


class Cancellable(Generic[T]):
    """One piece of work that can be stopped.

    Args:
        work: does it, in a thread of its own; it may look at `is_stopped` now and then.
        abandon: called when stopped work does not end by itself, such as hanging up its line; without it
            stopped work is left behind at once.
        too_late: is handed what stopped work returns nevertheless, so that it can be closed.
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
        """Whether the work shall come to its end; from any thread."""
        return self._stopped.is_set()

    def asking(self, ask: "Ask | None") -> "Ask | None":
        """Return what asks in the waiting thread, for the work to call; None where nobody can be asked."""
        if ask is None:
            return None

        def asked(title: str, prompts: "Sequence[Prompt]") -> "Sequence[str]":
            return self.ask(lambda: ask(title, prompts))

        return asked

    def ask(self, question: Callable[[], A]) -> A:
        """Have a question asked in the waiting thread, and return its answer; called by the work.

        Raises:
            CancelledError: the work was stopped before somebody answered.
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
        """Do the work and return what it returns.

        Args:
            job: asked many times a second, in this thread, whether it was cancelled.

        Raises:
            CancelledError: the job was cancelled, be it in the last moment; the work has ended, or was
                abandoned within a second.
            BaseException: whatever the work, or a question to a person, raised.
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

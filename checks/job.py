"""The context of a task: progress listener, cancellation, prompts, clock and environment, as one object.

Every field has a no-op default, so a caller sets only what it cares about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from checks.errors import CancelledError

Seen_contra = TypeVar("Seen_contra", contravariant=True)
"""The type of a progress report; each kind of task has its own."""
New = TypeVar("New")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to the user; the answer to a `hidden` one is not echoed."""

    words: str
    hidden: bool


Ask = Callable[[str, Sequence[Prompt]], Sequence[str]]
"""Asks the user: takes a title and questions, returns as many answers."""


def time_now() -> datetime:
    """Return the time now; all other code gets it as an argument or from its job."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Seen_contra]):
    """The context passed from a command or screen down to the innermost loop."""

    progress: Callable[[Seen_contra], None] = lambda _seen: None
    """Called with each progress report."""
    cancelled: Callable[[], bool] = lambda: False
    """Cancellation token: polled often, also from other threads."""
    tell: Callable[[str], None] = lambda _sentence: None
    """Called with a sentence for the user, such as a retry."""
    ask: Ask | None = None
    """Asks the user, for example for a one-time code; None in a script."""
    clock: Callable[[], datetime] = time_now
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Environment variables; never in the repr, since one may hold a password."""

    def stop_if_cancelled(self, happened: str, meaning: str = "") -> None:
        """Raise CancelledError with these words if the task was cancelled."""
        if self.cancelled():
            raise CancelledError(happened, meaning=meaning)

    def unseen(self) -> "Job[object]":
        """Return the same job without a progress listener."""
        return self.with_progress(lambda _seen: None)

    def with_progress(self, progress: Callable[[New], None]) -> "Job[New]":
        """Return the same job with another listener, for a part with its own kind of progress."""
        return Job(
            progress=progress,
            cancelled=self.cancelled,
            tell=self.tell,
            ask=self.ask,
            clock=self.clock,
            environ=self.environ,
        )


UNWATCHED: Job[object] = Job()
"""A job of no-ops, the default."""

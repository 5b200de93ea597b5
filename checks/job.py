"""What goes along with a piece of work: who is told how far it is, who may stop it, the world outside.

A caller says only what it cares about; work that nobody watches or stops is called without a job at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from checks.errors import CancelledError

Seen_contra = TypeVar("Seen_contra", contravariant=True)
"""What the progress of a piece of work is told as: work of another kind tells something else."""
New = TypeVar("New")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a person; `hidden` says that the answer must not be seen on the screen."""

    words: str
    hidden: bool


Ask = Callable[[str, Sequence[Prompt]], Sequence[str]]
"""Asks a person: a title, and questions; as many answers come back."""


def time_now() -> datetime:
    """Return the time now; everything else is given the time as an argument, or by its job."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Seen_contra]):
    """What goes along with a piece of work, from a command or a page down to the last byte."""

    progress: Callable[[Seen_contra], None] = lambda _seen: None
    """Told how far the work is, whenever that changes."""
    cancelled: Callable[[], bool] = lambda: False
    """Whether the work shall stop; asked often, also from other threads."""
    tell: Callable[[str], None] = lambda _sentence: None
    """Told, in a sentence, what a person should know meanwhile."""
    ask: Ask | None = None
    """Asks a person what only a person knows, such as a one-time code; None in a script."""
    clock: Callable[[], datetime] = time_now
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """This run's environment, where a password may be looked up: so it is never shown."""

    def stop_if_cancelled(self, happened: str, meaning: str = "") -> None:
        """Raise CancelledError with these words where the work shall stop."""
        if self.cancelled():
            raise CancelledError(happened, meaning=meaning)

    def unseen(self) -> "Job[object]":
        """Return the same job for a part of the work that nobody watches."""
        return self.with_progress(lambda _seen: None)

    def with_progress(self, progress: Callable[[New], None]) -> "Job[New]":
        """Return the same job with another listener: a part of the work often tells something else."""
        return Job(
            progress=progress,
            cancelled=self.cancelled,
            tell=self.tell,
            ask=self.ask,
            clock=self.clock,
            environ=self.environ,
        )


UNWATCHED: Job[object] = Job()
"""Of work that nobody watches, stops or can be asked about."""

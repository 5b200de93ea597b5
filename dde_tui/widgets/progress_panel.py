"""The two rows for a running task: progress, speed, and how to stop it."""

import time
from collections.abc import Callable

from textual.content import Content

from checks.progress import Progress
from checks.visible import visible
from dde_tui.terminal.eta import EtaEstimator, InWords, in_words
from dde_tui.widgets.controls import PlainStatic

_WIDTH = 20


class ProgressPanel(PlainStatic):
    """Hidden until a task runs."""

    def __init__(self, id: str | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:  # noqa: A002
        super().__init__(id=id)
        self.clock = clock

    def begin(self, what: str) -> None:
        """Show that this task begins."""
        self._what = what
        self._pacer = EtaEstimator()
        self.tell(Progress("", 0, 0, 0))
        self.display = True

    def tell(self, progress: Progress, what: str = "", words: InWords = in_words) -> None:
        """Show the progress.

        Args:
            progress: how far; a total of 0 if unknown.
            what: the current phase, if it changes.
            words: formats speed and time left.
        """
        self._what = what or self._what
        head = Content.styled(f"… {self._what} {visible(progress.file)}".rstrip(), "bold")
        stop = Content.styled("Esc stops it", "$text-muted")
        pace = self._pacer.look(progress, self.clock())
        if not progress.total:
            self.show(Content.assemble(head, "\n  ", stop))
            return
        full = int(pace.share * _WIDTH)
        known = ", ".join(words(progress, pace))
        self.show(
            Content.assemble(
                *(head, "  "),
                ("═" * full, "$text-primary"),
                ("─" * (_WIDTH - full), "$text-muted"),
                f" {pace.share:4.0%}\n  ",
                *(known, "   " if known else "", stop),
            )
        )

    def stopping(self) -> None:
        """Show that the task is stopping."""
        self.show(Content.styled(f"… {self._what}: stopping", "bold"))

    def end(self) -> None:
        """Hide the rows."""
        self.display = False

"""Answers by hand: the contact enters what an e-mail or a ticket said. CLI does not run `dde`."""

from collections.abc import Collection
from datetime import datetime

from dde_tui.errors import UsageError
from dde_tui.feedback.answers import LONGEST, REVIEWS, Answer, AnswerSource
from dde_tui.process.events import EventKind
from dde_tui.terminal.time_format import refuse_future


class HandSource(AnswerSource):
    """The source without automatic answers."""

    def fetch(self, known: Collection[str]) -> list[Answer]:  # noqa: ARG002 - the interface of every source
        """Return nothing: what CLI says is recorded by hand."""
        return []


def enter(kind: EventKind, at: datetime, now: datetime, *, text: str = "", review: str = "") -> Answer:
    """Return an answer as the contact entered it.

    Raises:
        UsageError: it is in the future, is too long, or its review is invalid.
    """
    refuse_future(at, now)
    if len(text) > LONGEST:
        raise UsageError(f"The text has {len(text):,} characters; {LONGEST:,} are kept at most.")
    if review and (review not in REVIEWS or kind not in (EventKind.RETURNED, EventKind.ACCEPTED)):
        raise UsageError("Only a return or an acceptance has a review: initial or quality.")
    return Answer(kind, at, text.strip(), review)

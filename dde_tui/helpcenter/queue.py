"""Which submissions wait for the Help Center, in which review, since when.

Receipts and reviews are what others wrote into a folder, by clocks of their own: a time in the future is
shown as such, decides nothing, and no due time is counted from it.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime

from dde_tui.errors import UsageError
from dde_tui.feedback.folder import (
    RECEIPTS,
    NotUnderstoodError,
    Receipt,
    Review,
    read_receipts,
    read_reviews,
)
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.order import TOLERANCE
from dde_tui.process.progress import Progress, State, progress
from dde_tui.securestor.connection.folder import Folder


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for CLI."""

    receipt: Receipt
    review: str
    round: int
    due: datetime | None
    """The end of CLI's published allowance; None where the receipt is dated in the future."""


@dataclass(frozen=True, slots=True)
class Case:
    """One district's exchange folder, as the Help Center sees it."""

    receipts: tuple[Receipt, ...]
    reviews: tuple[Review, ...]
    left_out: tuple[NotUnderstoodError, ...] = ()
    """An error for each file there that can't be read."""

    @classmethod
    def of(cls, folder: Folder) -> "Case":
        """Read the exchange folder of one district; LineError where the line to the server breaks."""
        receipts, strange = read_receipts(folder)
        reviews, others = read_reviews(folder)
        return cls(tuple(receipts), tuple(review for _, review in reviews), (*strange, *others))

    @property
    def district(self) -> str:
        """The district's name, as its receipts say; empty before the first one."""
        return self.receipts[-1].district if self.receipts else ""

    def written_by(self, ids: Container[str]) -> "Case":
        """Return the case as it would be with these reviews alone."""
        return replace(self, reviews=tuple(review for review in self.reviews if review.id in ids))

    def in_order(self, now: datetime) -> list[Receipt]:
        """Return the receipts, the newest last; those dated in the future come before all others."""
        return sorted(self.receipts, key=lambda each: (not is_ahead(each.sent, now), each.sent))

    def unanswered_ahead(self, now: datetime) -> list[Receipt]:
        """Return the receipts dated in the future that no review names: one of them may be the newest."""
        named = {review.submission for review in self.reviews}
        return [each for each in self.receipts if is_ahead(each.sent, now) and each.submission not in named]

    def progress(self, now: datetime, calendar: Calendar) -> Progress:
        """Return the district's progress, from the exchange folder alone."""
        ahead = [review for review in self.reviews if is_ahead(review.at, now)]
        listed: list[Receipt | Review] = [review for review in ahead if not review.submission]
        for receipt in self.in_order(now):
            listed += [receipt, *(each for each in ahead if each.submission == receipt.submission)]
        listed += [review for review in self.reviews if not is_ahead(review.at, now)]
        return progress([_event(each, now) for each in listed], now, calendar)

    def waiting(self, now: datetime, calendar: Calendar) -> Waiting | None:
        """Return the newest submission if it waits for a review."""
        if not self.receipts:
            return None
        for step in self.progress(now, calendar).steps:
            if step.state is State.WAITING and step.id in ("initial-review", "quality-review"):
                newest = self.in_order(now)[-1]
                return Waiting(newest, step.id.removesuffix("-review"), step.round, step.due)
        return None

    def open_review(self, now: datetime, calendar: Calendar) -> str:
        """Return the review that is not over, also while it is the district's turn; "" when both are."""
        for step in self.progress(now, calendar).steps:
            review = step.id.removesuffix("-review")
            if review != step.id and step.state is not State.DONE:
                return review
        return ""

    def submission(self, name: str, now: datetime) -> Receipt:
        """Return the receipt of this submission, or the newest one when no name is given.

        Raises:
            UsageError: there is none.
            NotUnderstoodError: it can't be read.
        """
        for receipt in reversed(self.in_order(now)):
            if name in ("", receipt.submission):
                return receipt
        for error in self.left_out:
            if error.path == f"{RECEIPTS}/{name}.json" or (not name and error.path.startswith(RECEIPTS)):
                raise error
        what = f"no submission {name}" if name else "no submission yet"
        raise UsageError(
            f"There is {what} in this folder.", to_do="`dde helpcenter queue` lists what is there."
        )


def is_ahead(at: datetime, now: datetime) -> bool:
    """Return whether a time lies in the future, by more than two right clocks may differ."""
    return at > now + TOLERANCE


def _event(each: Receipt | Review, now: datetime) -> Event:
    if isinstance(each, Receipt):
        return Event(EventKind.SUBMITTED, each.sent, {"submission": each.submission}, now)
    said = {"review": each.review, "submission": each.submission}
    return Event(each.kind, each.at, {key: word for key, word in said.items() if word}, now)

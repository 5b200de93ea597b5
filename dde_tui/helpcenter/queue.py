"""Which submissions wait for the Help Center, in which review, since when."""

from dataclasses import dataclass
from datetime import datetime

from dde_tui.errors import UsageError
from dde_tui.feedback.folder import Receipt, Review, read_receipts, read_reviews
from dde_tui.process.clock import Calendar
from dde_tui.process.events import Event, EventKind
from dde_tui.process.progress import Progress, State, progress
from dde_tui.securestor.connection.folder import Folder


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for CLI."""

    receipt: Receipt
    review: str
    round: int
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """One district's exchange folder, as the Help Center sees it."""

    receipts: tuple[Receipt, ...]
    reviews: tuple[Review, ...]

    @classmethod
    def of(cls, folder: Folder) -> "Case":
        """Read the exchange folder of one district."""
        return cls(tuple(read_receipts(folder)), tuple(review for _, review in read_reviews(folder)))

    def progress(self, now: datetime, calendar: Calendar) -> Progress:
        """Return the district's progress, from the exchange folder alone."""
        events = [Event(EventKind.SUBMITTED, r.sent, {"submission": r.submission}) for r in self.receipts]
        events += [Event(r.kind, r.at, {"review": r.review} if r.review else {}) for r in self.reviews]
        return progress(events, now, calendar)

    def waiting(self, now: datetime, calendar: Calendar) -> Waiting | None:
        """Return the newest submission if it waits for a review."""
        if not self.receipts:
            return None
        for step in self.progress(now, calendar).steps:
            if step.state is State.WAITING and step.id in ("initial-review", "quality-review"):
                return Waiting(self.receipts[-1], step.id.removesuffix("-review"), step.round, step.due)
        return None

    def open_review(self, now: datetime, calendar: Calendar) -> str:
        """Return the review that is not over, also while it is the district's turn; "" when both are."""
        for step in self.progress(now, calendar).steps:
            review = step.id.removesuffix("-review")
            if review != step.id and step.state is not State.DONE:
                return review
        return ""

    def submission(self, name: str) -> Receipt:
        """Return the receipt of this submission, or the newest one when no name is given.

        Raises:
            UsageError: there is none.
        """
        for receipt in reversed(self.receipts):
            if name in ("", receipt.submission):
                return receipt
        what = f"no submission {name}" if name else "no submission yet"
        raise UsageError(
            f"There is {what} in this folder.", to_do="`dde helpcenter queue` lists what is there."
        )

"""A Help Center that answers by itself: the staff's own code, called by a loop on a fast clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from checks.rules.choices import load_profile
from dde_tui.demo.mailbox import Letter, Mailbox
from dde_tui.feedback.folder import Review
from dde_tui.helpcenter.answer import answer
from dde_tui.helpcenter.queue import Case
from dde_tui.helpcenter.review import review_files
from dde_tui.process.calendars.calendar import Calendar
from dde_tui.process.clock import consume
from dde_tui.process.events import EventKind
from dde_tui.process.progress import State
from dde_tui.securestor.connection.local_folder import LocalFolder

STAFF = "Help Center (demo)"

_AFTER = {
    EventKind.ANSWERED: timedelta(minutes=20),
    EventKind.FOLDER_READY: timedelta(hours=4),
    EventKind.RETURNED: timedelta(hours=6),
    EventKind.PREPARED: timedelta(hours=8),
    EventKind.LIVE: timedelta(hours=8),
}
"""Open time that passes before the demo's staff answers; a review counts as a return."""

_POLL_EVERY = 0.1
"""Seconds between two polls."""


class HelpCenter:
    """Reads the district's letters and its SecureStor folder, and answers both.

    Args:
        root: the folder SecureStor keeps for the district; created when the district has confirmed.
        outbox: where the district's letters to CLI appear.
        mailbox: where CLI's e-mails to the district go.
        invitation: the text of the e-mail that says where the folder is.
        clock: the time.
        calendar: when CLI is open.
    """

    def __init__(  # six things: the demo's world, which only its stage puts together
        self,
        root: Path,
        outbox: Path,
        mailbox: Mailbox,
        invitation: str,
        clock: Callable[[], datetime],
        calendar: Calendar,
    ) -> None:
        self._root = root
        self._outbox = outbox
        self._mailbox = mailbox
        self._invitation = invitation
        self._clock = clock
        self._calendar = calendar
        self._seen: dict[str, datetime] = {}
        self._stop = Event()
        self._thread = Thread(target=self._work, name="demo Help Center", daemon=True)
        self.failure: BaseException | None = None
        """The error that ended the loop early, for code that waits on its answers."""

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End the loop and wait for it."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            while not self._stop.wait(_POLL_EVERY):
                self.look()
        except Exception as error:  # noqa: BLE001 - kept in `failure` for code that waits
            self.failure = error

    def look(self) -> None:
        """Answer whatever is due now."""
        if (asked := self._letter("1-request.txt")) and self._due(asked, EventKind.ANSWERED):
            self._mailbox.deliver(
                Letter(
                    "answered",
                    EventKind.ANSWERED,
                    self._clock(),
                    "Automated Rostering: requirements",
                    "Thank you for your request. The requirements are on our page; please confirm that you\n"
                    "can produce the files.",
                )
            )
        if (confirmed := self._letter("2-confirmation.txt")) and self._due(confirmed, EventKind.FOLDER_READY):
            self._make_folder()
        if self._root.is_dir():
            self._answer_files()

    def _letter(self, name: str) -> datetime | None:
        """Return when the letter was first seen, if it has come."""
        if name not in self._seen and (self._outbox / name).is_file():
            self._seen[name] = self._clock()
        return self._seen.get(name)

    def _due(self, since: datetime, kind: EventKind) -> bool:
        return self._clock() >= consume(since, _AFTER[kind], self._calendar)

    def _make_folder(self) -> None:
        if self._root.is_dir():
            return
        self._root.mkdir(parents=True)
        now = self._clock()
        answer(LocalFolder(self._root), Review(EventKind.FOLDER_READY, now, STAFF))
        self._mailbox.deliver(
            Letter("folder-ready", EventKind.FOLDER_READY, now, "Your SecureStor folder", self._invitation)
        )

    def _answer_files(self) -> None:
        folder = LocalFolder(self._root)
        case = Case.of(folder)
        if not case.receipts:
            return
        now = self._clock()
        waiting = case.waiting(now, self._calendar)
        if waiting:
            since = max(waiting.receipt.sent, *(review.at for review in case.reviews))
            if self._due(since, EventKind.RETURNED):
                profile = load_profile()
                verdict = review_files(folder, waiting.receipt, profile, waiting.review, now.date())
                submission = waiting.receipt.submission
                said = Review(verdict.kind, now, STAFF, review=waiting.review, submission=submission)
                answer(folder, said, verdict)
            return
        steps = {step.id: step for step in case.progress(now, self._calendar).steps}
        for step, kind in (("preparation", EventKind.PREPARED), ("production", EventKind.LIVE)):
            started = steps[step].started
            if steps[step].state is State.WAITING and started and self._due(started, kind):
                answer(folder, Review(kind, now, STAFF))
                return

"""The e-mails CLI writes in the demo: CLI does not run `dde`, so the first answers come this way."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from dde_tui.process.events import EventKind


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail from CLI."""

    id: str
    kind: EventKind
    """The kind of answer to record."""
    at: datetime
    subject: str
    text: str


class Mailbox:
    """The contact's mailbox; the Help Center's thread writes, the contact reads."""

    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._opened: set[str] = set()
        self._lock = Lock()

    def deliver(self, letter: Letter) -> None:
        """Put a letter in, once."""
        with self._lock:
            self._letters.setdefault(letter.id, letter)

    def letters(self) -> list[Letter]:
        """Return the letters that are not recorded yet, oldest first."""
        with self._lock:
            waiting = [letter for id_, letter in self._letters.items() if id_ not in self._opened]
        return sorted(waiting, key=lambda letter: letter.at)

    def opened(self, letter: Letter) -> None:
        """Mark the letter as recorded."""
        with self._lock:
            self._opened.add(letter.id)

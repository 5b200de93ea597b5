"""Polls for CLI's answers in the demo, where they arrive within seconds: e-mails and the folder dde/."""

from dataclasses import dataclass, field

from checks.errors import DdeError
from checks.visible import visible
from dde_tui.actions.feedback.answers import fetch
from dde_tui.actions.feedback.words import in_words
from dde_tui.process.progress import State
from dde_tui.screens.shell.session import Session


@dataclass(slots=True)
class AnswerWatcher:
    """Polls for answers, and reports each one once."""

    session: Session
    _told: set[str] = field(default_factory=set)

    def look(self) -> list[str]:
        """Return a sentence per new answer; runs in a worker thread.

        If SecureStor is in use or can't be reached, the next poll retries. A defect that ended
        the demo's Help Center is raised here.
        """
        stage = self.session.stage
        if stage is not None and stage.failure is not None:
            raise stage.failure
        letters = stage.letters() if stage is not None else []
        new = [letter for letter in letters if letter.id not in self._told]
        self._told.update(letter.id for letter in new)
        sentences = [f"E-mail from CLI: {visible(letter.subject)}. F shows it." for letter in new]
        return sentences + self._fetched()

    def _fetched(self) -> list[str]:
        session = self.session
        if not session.workspace.settings.securestor.host or not self._is_waiting():
            return []
        if not session.line.acquire(blocking=False):
            return []
        try:
            found = fetch(session.workspace, session.job)
        except DdeError:
            return []
        finally:
            session.line.release()
        told = [f"New from CLI: {in_words(answer)}. F shows it." for answer in found.answers]
        return told + ["An answer is held. F shows why." for _ in found.newly]

    def _is_waiting(self) -> bool:
        return any(step.state is State.WAITING for step in self.session.progress().steps)

"""The outcomes of a test step: a result, or one of these errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.errors import DdeError
from dde_tui.securestor.diagnosis.capabilities import Probed
from dde_tui.securestor.diagnosis.steps import Contact, StepStatus


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of a step that did not fail."""

    found: str
    state: StepStatus = StepStatus.PASSED


class StepFailedError(Exception):
    """A step failed, with a better contact than the declared one."""

    def __init__(self, error: DdeError, whom: Contact) -> None:
        super().__init__(error.happened)
        self.error = error
        self.whom = whom


class WeakerNeededError(Exception):
    """The server needs a weaker option that was not accepted."""

    def __init__(self, answers: Sequence[Probed]) -> None:
        super().__init__()
        self.answers = answers


class SkippedStepError(Exception):
    """A step can't be tried on this server; the text says why."""


def sentence(parts: Iterable[str]) -> str:
    """Return these parts as one sentence."""
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."

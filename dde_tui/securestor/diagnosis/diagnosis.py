"""What a test of the way to SecureStor found, from the name of the server to the speed of the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.errors import DdeError, ExitCode
from dde_tui.securestor.diagnosis.capabilities import Capabilities
from dde_tui.securestor.diagnosis.steps import StepReport, StepStatus


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a test found."""

    steps: tuple[StepReport, ...]
    """Every step in its order, also those that were not reached."""
    abilities: Capabilities
    promises: Mapping[str, bool]
    """For each promise of a sending, whether it is kept on this server, with these settings and with the
    weaker ways without which nothing can be sent there.
    """
    negotiated: Mapping[str, str] = field(default_factory=dict)
    """What protects the line; nothing where it did not come so far."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Settings that fit this server better and cost only time."""
    error: DdeError | None = None
    """What the first step failed of; where only weaker ways must be accepted, it names their flags."""

    @property
    def failed(self) -> StepReport | None:
        """The first step that failed."""
        return next((each for each in self.steps if each.state is StepStatus.FAILED), None)

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return self.error.exit_code if self.error else ExitCode.DONE

"""The result of a connection test, from name lookup to upload speed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.errors import DdeError, ExitCode
from dde_tui.securestor.diagnosis.capabilities import Capabilities
from dde_tui.securestor.diagnosis.steps import StepReport, StepStatus


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of a test."""

    steps: tuple[StepReport, ...]
    """Every step in order, also those not reached."""
    abilities: Capabilities
    promises: Mapping[str, bool]
    """For each guarantee of a sending, whether it holds on this server, with these settings and the
    weaker options required to send there.
    """
    negotiated: Mapping[str, str] = field(default_factory=dict)
    """The negotiated algorithms; empty if not connected."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Settings that fit this server better and cost only time."""
    error: DdeError | None = None
    """The first step's error; if only weaker options must be accepted, it names their flags."""

    @property
    def failed(self) -> StepReport | None:
        """The first step that failed."""
        return next((each for each in self.steps if each.state is StepStatus.FAILED), None)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command."""
        return self.error.exit_code if self.error else ExitCode.DONE

"""The connection test, step by step; it leaves nothing behind on the server.

It reports the step that failed, what that means, and whom to ask what. It also finds out
what the server can do, and so which guarantees a sending can give there.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from checks.errors import CancelledError, DdeError
from checks.job import UNWATCHED, Job
from dde_tui.securestor.connection.cancellable import Cancellable
from dde_tui.securestor.connection.connection import Connection
from dde_tui.securestor.connection.proxy import Route
from dde_tui.securestor.diagnosis.advice import ask_them, weaker_needed, whom_to_ask
from dde_tui.securestor.diagnosis.capabilities import Capabilities, promised
from dde_tui.securestor.diagnosis.connect_steps import ConnectSteps
from dde_tui.securestor.diagnosis.diagnosis import Diagnosis
from dde_tui.securestor.diagnosis.folder_steps import FolderSteps
from dde_tui.securestor.diagnosis.step_result import (
    SkippedStepError,
    StepFailedError,
    StepResult,
    WeakerNeededError,
    sentence,
)
from dde_tui.securestor.diagnosis.steps import STEPS, Contact, DiagnosisStep, StepReport, StepStatus
from dde_tui.workspace.settings import SecureStorSettings

Further = tuple[DiagnosisStep, Callable[[Connection], StepResult]]
"""An extra step from the caller, tried last and only if everything else passed."""

_WAYS_IN: Mapping[str, Callable[[ConnectSteps], StepResult]] = {
    "name": ConnectSteps.name,
    "port": ConnectSteps.port,
    "key": ConnectSteps.key,
    "login": ConnectSteps.log_in,
}
_IN_FOLDER: Mapping[str, Callable[[FolderSteps], StepResult]] = {
    "folder": FolderSteps.folder,
    "write": FolderSteps.write,
    "read": FolderSteps.read,
    "rename": FolderSteps.rename,
    "space": FolderSteps.space,
    "speed": FolderSteps.speed,
    "latency": FolderSteps.latency,
}


def diagnose(
    route: Route,
    settings: SecureStorSettings,
    job: Job[StepReport] = UNWATCHED,
    *,
    further: Sequence[Further] = (),
    timeout: float = 15,
) -> Diagnosis:
    """Run all steps once; failures are in the result, not raised.

    Args:
        route: address, login and proxy; prompts are shown in this thread.
        settings: accepted weaker options, wanted channels, and patience.
        job: notified of each step.
        further: extra steps to try last.
        timeout: seconds for each of looking up, connecting, negotiating and logging in.

    Raises:
        CancelledError: the job was cancelled; the test files are gone again, unless the server took longer
            than half a second.
    """
    work = Cancellable[Diagnosis](lambda: course.go(further), lambda: course.hang_up())  # noqa: PLW0108 - it is made below
    route = replace(route, login=replace(route.login, ask=work.asking(route.login.ask)))
    inside = replace(job, cancelled=work.is_stopped)
    way_in = ConnectSteps(route, patience=settings.patience, timeout=timeout, job=inside)
    course = _Run(way_in, route, settings, inside)
    return work.wait(job)


class _Run:
    """One running connection test."""

    def __init__(
        self,
        way_in: ConnectSteps,
        route: Route,
        settings: SecureStorSettings,
        job: Job[StepReport],
    ) -> None:
        self._way_in = way_in
        self._server = route.server
        self._settings = settings
        self._job = job
        self._has_proxy = route.proxy is not None
        self._in_folder: FolderSteps | None = None
        self._results: dict[str, StepReport] = {}
        self._errors: list[DdeError] = []
        self._needs: dict[str, str] = {}

    def go(self, further: Sequence[Further]) -> Diagnosis:
        """Try every step."""
        try:
            for step in STEPS:
                self._try(step, partial(self._go, step), is_open=self._is_open(step))
            for step, way in further:
                all_came = not self._errors and not self._needs
                self._try(step, partial(self._go_further, way), is_open=all_came)
            return self._trial()
        finally:
            self._leave()

    def hang_up(self) -> None:
        """Close the socket under a test that does not stop by itself."""
        if self._way_in.connection is not None:
            self._way_in.connection.hang_up()

    def _go(self, step: DiagnosisStep) -> StepResult:
        if step.id in _WAYS_IN:
            return _WAYS_IN[step.id](self._way_in)
        if self._in_folder is None:
            self._in_folder = FolderSteps(self._connection, self._settings, self._job)
        return _IN_FOLDER[step.id](self._in_folder)

    def _go_further(self, way: Callable[[Connection], StepResult]) -> StepResult:
        return way(self._connection)

    @property
    def _connection(self) -> Connection:
        if self._way_in.connection is None:
            raise AssertionError("the login comes before the folder")
        return self._way_in.connection

    def _is_open(self, step: DiagnosisStep) -> bool:
        """Whether the steps this one depends on passed, and the connection is still up."""
        before = self._results.get(step.after)
        if before is None:
            return True
        if before.state is StepStatus.NOT_REACHED or (
            before.state is StepStatus.FAILED and step.after not in self._needs
        ):
            return False
        return self._in_folder is None or self._connection.sftp().is_alive

    def _try(self, step: DiagnosisStep, way: Callable[[], StepResult], *, is_open: bool) -> None:
        self._check_stopped()
        if not is_open:
            self._note(StepReport(step, StepStatus.NOT_REACHED))
            return
        self._say(StepReport(step, StepStatus.UNDER_WAY, step.does))
        try:
            came = way()
        except CancelledError:
            raise
        except SkippedStepError as reason:
            self._note(StepReport(step, StepStatus.NOT_REACHED, str(reason)))
        except WeakerNeededError as weaker:
            self._needs[step.id] = words = sentence(answer.words for answer in weaker.answers)
            ask = ask_them(step.whom, step, self._server, words)
            self._note(StepReport(step, StepStatus.FAILED, words, ask))
        except StepFailedError as blamed:
            self._fail(step, blamed.error, blamed.whom)
        except DdeError as error:
            self._fail(step, error, whom_to_ask(step, error, has_proxy=self._has_proxy))
        else:
            self._note(StepReport(step, came.state, came.found))

    def _fail(self, step: DiagnosisStep, error: DdeError, whom: Contact) -> None:
        self._check_stopped()  # a line that was hung up under a stopped trial is nobody's fault
        self._errors.append(error)
        ask = ask_them(whom, step, self._server, error.happened, error.to_do)
        self._note(StepReport(step, StepStatus.FAILED, error.happened, ask))

    def _check_stopped(self) -> None:
        self._job.stop_if_cancelled("Stopped.")

    def _note(self, result: StepReport) -> None:
        self._results[result.step.id] = result
        self._say(result)

    def _say(self, result: StepReport) -> None:
        if not self._job.cancelled():
            self._job.progress(result)

    def _leave(self) -> None:
        """Remove the test files and close the connection, whatever happened."""
        connection = self._way_in.connection
        if connection is None:
            return
        try:
            if self._in_folder is not None:
                with suppress(DdeError):
                    self._in_folder.clear()
        finally:
            connection.close()

    def _trial(self) -> Diagnosis:
        abilities = self._in_folder.abilities if self._in_folder is not None else Capabilities()
        missing = abilities.missing(self._settings)
        accepted: dict[str, Any] = {each.setting: each.value for each in missing}
        sessions = abilities.sessions
        fewer = sessions is not None and sessions < self._settings.channels
        connection = self._way_in.connection
        error = weaker_needed(self._needs.values(), missing) if self._needs else None
        return Diagnosis(
            tuple(self._results.values()),
            abilities,
            promised(abilities, replace(self._settings, **accepted)),
            dict(connection.negotiated) if connection is not None else {},
            {"channels": sessions} if fewer else {},
            self._errors[0] if self._errors else error,
        )

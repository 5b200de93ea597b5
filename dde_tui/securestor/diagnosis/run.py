"""A test of the whole way to SecureStor, step by step, that changes nothing which stays there.

It says at which step it ends, what that means, whom to ask and in which words. On the way it finds out
what the server can do, and so what a sending can promise there.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from checks.errors import CancelledError, DdeError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.cancellable import Interruptible
from dde_tui.securestor.connection.connection import Connection, Server
from dde_tui.securestor.connection.proxy import Proxy
from dde_tui.securestor.diagnosis.advice import ask_them, weaker_needed, whom_to_ask
from dde_tui.securestor.diagnosis.capabilities import Abilities, promised
from dde_tui.securestor.diagnosis.connect_steps import WayIn
from dde_tui.securestor.diagnosis.diagnosis import Trial
from dde_tui.securestor.diagnosis.folder_steps import InFolder
from dde_tui.securestor.diagnosis.step_result import (
    BlamedError,
    Came,
    NotTriedError,
    WeakerNeededError,
    sentence,
)
from dde_tui.securestor.diagnosis.steps import STEPS, Result, State, Step, Tell, Whom
from dde_tui.workspace.settings import SecureStorSettings

Further = tuple[Step, Callable[[Connection], Came]]
"""A step of somebody else that is tried last, and only where everything else came through."""

_WAYS_IN: Mapping[str, Callable[[WayIn], Came]] = {
    "name": WayIn.name,
    "port": WayIn.port,
    "key": WayIn.key,
    "login": WayIn.log_in,
}
_IN_FOLDER: Mapping[str, Callable[[InFolder], Came]] = {
    "folder": InFolder.folder,
    "write": InFolder.write,
    "read": InFolder.read,
    "rename": InFolder.rename,
    "space": InFolder.space,
    "speed": InFolder.speed,
    "latency": InFolder.latency,
}


def try_the_way(
    server: Server,
    login: Login,
    settings: SecureStorSettings,
    *,
    proxy: Proxy | None = None,
    further: Sequence[Further] = (),
    tell: Tell | None = None,
    cancelled: Callable[[], bool] | None = None,
    timeout: float = 15,
) -> Trial:
    """Go the whole way once; what fails is in the result, not raised.

    Args:
        server: where, who, and the confirmed keys.
        login: the secrets; where it can ask, it asks in this thread.
        settings: which weaker ways are accepted, how many channels are wanted, how long a line may be silent.
        proxy: what the line goes through.
        further: steps to try last.
        tell: told each step.
        cancelled: asked many times a second, in this thread.
        timeout: seconds for each of looking up, connecting, negotiating and logging in.

    Raises:
        CancelledError: `cancelled` said yes; the test files are gone again, unless the server took longer
            than half a second.
    """
    work = Interruptible[Trial](lambda: course.go(further), lambda: course.hang_up())  # noqa: PLW0108 - it is made below
    login = replace(login, ask=work.asking(login.ask))
    way_in = WayIn(
        server, login, proxy, patience=settings.patience, timeout=timeout, is_stopped=work.is_stopped
    )
    course = _Course(way_in, server, settings, tell, work.is_stopped, has_proxy=proxy is not None)
    return work.wait(cancelled)


class _Course:
    """One trial on its way."""

    def __init__(
        self,
        way_in: WayIn,
        server: Server,
        settings: SecureStorSettings,
        tell: Tell | None,
        is_stopped: Callable[[], bool],
        *,
        has_proxy: bool,
    ) -> None:
        self._way_in = way_in
        self._server = server
        self._settings = settings
        self._tell = tell
        self._is_stopped = is_stopped
        self._has_proxy = has_proxy
        self._in_folder: InFolder | None = None
        self._results: dict[str, Result] = {}
        self._errors: list[DdeError] = []
        self._needs: dict[str, str] = {}

    def go(self, further: Sequence[Further]) -> Trial:
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
        """Close the line under a trial that does not stop by itself."""
        if self._way_in.connection is not None:
            self._way_in.connection.hang_up()

    def _go(self, step: Step) -> Came:
        if step.id in _WAYS_IN:
            return _WAYS_IN[step.id](self._way_in)
        if self._in_folder is None:
            self._in_folder = InFolder(self._connection, self._settings, self._is_stopped)
        return _IN_FOLDER[step.id](self._in_folder)

    def _go_further(self, way: Callable[[Connection], Came]) -> Came:
        return way(self._connection)

    @property
    def _connection(self) -> Connection:
        if self._way_in.connection is None:
            raise AssertionError("the login comes before the folder")
        return self._way_in.connection

    def _is_open(self, step: Step) -> bool:
        """Whether the step before came through, as far as this one needs it, and the line still stands."""
        before = self._results.get(step.after)
        if before is None:
            return True
        if before.state is State.NOT_REACHED or (
            before.state is State.FAILED and step.after not in self._needs
        ):
            return False
        return self._in_folder is None or self._connection.sftp().is_alive

    def _try(self, step: Step, way: Callable[[], Came], *, is_open: bool) -> None:
        self._check_stopped()
        if not is_open:
            self._note(Result(step, State.NOT_REACHED))
            return
        self._say(Result(step, State.UNDER_WAY, step.does))
        try:
            came = way()
        except CancelledError:
            raise
        except NotTriedError as reason:
            self._note(Result(step, State.NOT_REACHED, str(reason)))
        except WeakerNeededError as weaker:
            self._needs[step.id] = words = sentence(answer.words for answer in weaker.answers)
            ask = ask_them(step.whom, step, self._server, words)
            self._note(Result(step, State.FAILED, words, ask))
        except BlamedError as blamed:
            self._fail(step, blamed.error, blamed.whom)
        except DdeError as error:
            self._fail(step, error, whom_to_ask(step, error, has_proxy=self._has_proxy))
        else:
            self._note(Result(step, came.state, came.found))

    def _fail(self, step: Step, error: DdeError, whom: Whom) -> None:
        self._check_stopped()  # a line that was hung up under a stopped trial is nobody's fault
        self._errors.append(error)
        ask = ask_them(whom, step, self._server, error.happened, error.to_do)
        self._note(Result(step, State.FAILED, error.happened, ask))

    def _check_stopped(self) -> None:
        if self._is_stopped():
            raise CancelledError("Stopped.")

    def _note(self, result: Result) -> None:
        self._results[result.step.id] = result
        self._say(result)

    def _say(self, result: Result) -> None:
        if self._tell is not None and not self._is_stopped():
            self._tell(result)

    def _leave(self) -> None:
        """Remove the test files and close the line, whatever happened."""
        connection = self._way_in.connection
        if connection is None:
            return
        try:
            if self._in_folder is not None:
                with suppress(DdeError):
                    self._in_folder.clear()
        finally:
            connection.close()

    def _trial(self) -> Trial:
        abilities = self._in_folder.abilities if self._in_folder is not None else Abilities()
        missing = abilities.missing(self._settings)
        accepted: dict[str, Any] = {each.setting: each.value for each in missing}
        sessions = abilities.sessions
        fewer = sessions is not None and sessions < self._settings.channels
        connection = self._way_in.connection
        error = weaker_needed(self._needs.values(), missing) if self._needs else None
        return Trial(
            tuple(self._results.values()),
            abilities,
            promised(abilities, replace(self._settings, **accepted)),
            dict(connection.negotiated) if connection is not None else {},
            {"channels": sessions} if fewer else {},
            self._errors[0] if self._errors else error,
        )

"""Trials of real servers, and servers that can less than others."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paramiko.sftp import CMD_CLOSE, CMD_OPEN, SFTP_FLAG_CREATE, SFTP_PERMISSION_DENIED, Message

from checks.job import UNWATCHED, Job
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.proxy import Route
from dde_tui.securestor.diagnosis.diagnosis import Diagnosis
from dde_tui.securestor.diagnosis.run import diagnose
from dde_tui.securestor.diagnosis.steps import StepReport, StepStatus
from dde_tui.securestor.embedded.filesystem import EmbeddedFolder
from dde_tui.workspace.settings import SecureStorSettings
from faults.embedded import FaultyServer, FaultySession
from faults.servers import SERVERS, District, Embedded
from faults.switches import Faults


@pytest.fixture
def try_it() -> Callable[..., Diagnosis]:
    """Try the way to a server; what is said of the settings stands behind."""

    def go(
        server: District,
        *,
        login: Login | None = None,
        job: Job[StepReport] = UNWATCHED,
        timeout: float = 5,
        at: dict[str, Any] | None = None,
        **settings: Any,
    ) -> Diagnosis:
        return diagnose(
            Route(replace(server.server(), **(at or {})), login or Login()),
            SecureStorSettings(host="127.0.0.1", **settings),
            job=job,
            timeout=timeout,
        )

    return go


@pytest.fixture(params=SERVERS)
def limited(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Faults], District]]:
    """Start a server of either kind that has these limits from the beginning."""
    with ExitStack() as running:
        yield lambda faults: running.enter_context(SERVERS[request.param](tmp_path / "limited", faults))


@pytest.fixture
def states() -> Callable[[Diagnosis], dict[str, StepStatus]]:
    return lambda trial: {result.step.id: result.state for result in trial.steps}


class OddSession(FaultySession):
    """Has rules of its own about names, and may take files away when they are closed."""

    def _refusal(self, faults, t, kind, looked):
        if t == CMD_OPEN and self._owner.no_dots:
            path = Message(looked.asbytes()).get_text()
            if path.rpartition("/")[2].startswith("."):
                return SFTP_PERMISSION_DENIED
        if t == CMD_OPEN and self._owner.no_new:
            asked = Message(looked.asbytes())
            path = self._owner.root / asked.get_text().lstrip("/")
            if asked.get_int() & SFTP_FLAG_CREATE and not path.exists():
                return SFTP_PERMISSION_DENIED
        return super()._refusal(faults, t, kind, looked)

    def _process(self, t, request_number, msg):
        super()._process(t, request_number, msg)
        if t == CMD_CLOSE and self._owner.takes_away:
            for path in (self._owner.root / "district").iterdir():
                path.unlink()


class Replacing(EmbeddedFolder):
    """Renames over what stands there, as some servers do against the protocol."""

    def rename(self, oldpath, newpath):
        return self.posix_rename(oldpath, newpath)


class OddServer(FaultyServer):
    session_class = OddSession
    no_dots = False
    no_new = False
    takes_away = False


class Odd(Embedded):
    """An embedded server that is told its oddities."""

    def __init__(self, base: Path, **ways: Any) -> None:
        super().__init__(base)
        faults = ways.pop("faults", self.faults)
        if ways.pop("replaces", False):
            ways["folder_class"] = Replacing
        self.running = OddServer(base / "served", user=self.user, authorized_keys=[self._authorized])
        self.running.faults = faults
        for name, value in ways.items():
            setattr(self.running, name, value)


@pytest.fixture
def odd(tmp_path: Path) -> Any:
    """Start a server with these oddities."""
    running: list[Odd] = []

    def start(**ways: Any) -> Odd:
        server = Odd(tmp_path / "odd", **ways)
        running.append(server)
        server.start()
        return server

    yield start
    for server in running:
        server.close()

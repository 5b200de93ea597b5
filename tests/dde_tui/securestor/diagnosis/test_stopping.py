"""A trial that somebody stops ends within a second at every step, and leaves the server as it was."""

import socket
import threading
import time

import pytest

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.securestor.diagnosis.steps import STEPS, StepStatus
from faults.servers import Embedded
from faults.switches import At, Faults


@pytest.fixture
def embedded(tmp_path):
    with Embedded(tmp_path / "server") as server:
        yield server


class Stopper:
    """Wishes to stop as soon as a step is under way, and holds it there; `since` is when that was."""

    def __init__(self, step):
        self.step = step
        self.since = None
        self.told = []
        self._heard = threading.Event()

    def tell(self, result):
        self.told.append(result)
        if result.step.id == self.step and result.state is StepStatus.UNDER_WAY:
            self.since = time.monotonic()
            assert self._heard.wait(5)

    def __call__(self):
        if self.since is not None:
            self._heard.set()
        return self.since is not None


@pytest.mark.parametrize("step", [step.id for step in STEPS])
def test_it_stops_within_a_second_at_each_step(district_server, try_it, step):
    (district_server.root / "users.csv").write_bytes(b"old")
    stopper = Stopper(step)
    with pytest.raises(CancelledError):
        try_it(district_server, job=Job(progress=stopper.tell, cancelled=stopper))
    assert time.monotonic() - stopper.since < 1
    assert [path.name for path in district_server.root.iterdir()] == ["users.csv"]


STALLS = {"folder": "opendir", "write": "write", "read": "read", "rename": "posix-rename", "latency": "stat"}


@pytest.mark.parametrize("step", STALLS)
def test_it_stops_within_a_second_where_the_server_says_nothing_more(embedded, try_it, step):
    number = 2 if step == "latency" else 1
    embedded.change(Faults(at=(At(STALLS[step], number, stalls=True),)))
    begun = time.monotonic()

    def cancelled():
        return time.monotonic() - begun > 0.5

    with pytest.raises(CancelledError):
        try_it(embedded, job=Job(cancelled=cancelled))
    assert time.monotonic() - begun < 1.6


@pytest.mark.parametrize("step", ["write", "read", "rename", "speed"])
def test_nothing_is_left_on_a_server_that_locks_open_files(embedded, try_it, step):
    """Its answers take a moment, so that the stop comes while something is being opened."""
    (embedded.root / "users.csv").write_bytes(b"old")
    embedded.change(Faults(locks=True, at=(At("open", status=None, act=lambda: time.sleep(0.1)),)))
    stopper = Stopper(step)
    with pytest.raises(CancelledError):
        try_it(embedded, job=Job(progress=stopper.tell, cancelled=stopper))
    assert time.monotonic() - stopper.since < 1
    assert [path.name for path in embedded.root.iterdir()] == ["users.csv"]


def test_it_stops_within_a_second_where_a_port_opens_and_nobody_speaks(embedded, try_it):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stopper = Stopper("port")
        with pytest.raises(CancelledError):
            try_it(
                embedded,
                at={"port": silent.getsockname()[1]},
                job=Job(progress=stopper.tell, cancelled=stopper),
            )
    assert time.monotonic() - stopper.since < 1


def test_it_stops_within_a_second_while_a_name_is_looked_up(embedded, try_it, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(10) or [])
    stopper = Stopper("name")
    with pytest.raises(CancelledError):
        try_it(embedded, at={"host": "slow.example"}, job=Job(progress=stopper.tell, cancelled=stopper))
    assert time.monotonic() - stopper.since < 1
    over.set()


def test_nothing_is_told_any_more_once_it_was_stopped(embedded, try_it):
    stopper = Stopper("write")
    with pytest.raises(CancelledError):
        try_it(embedded, job=Job(progress=stopper.tell, cancelled=stopper))
    told = len(stopper.told)
    embedded.running.stop()
    assert len(stopper.told) == told
    assert [each.step.id for each in stopper.told if each.state is StepStatus.FAILED] == []

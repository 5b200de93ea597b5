"""`kill -9` of a real `dde send` at drawn moments, against OpenSSH's server, and the next run after each."""

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dde_tui.process.events import EventKind
from dde_tui.securestor.remote_names import SIGN, part_name
from faults.operations import Stage, hashes
from faults.servers import OpenSsh, _descendants
from faults.watcher import NEW, OLD
from support.slow_link import Break, Line

PHASES = ("start and check", "connect and look", "upload", "verify", "renames", "record", "recorded", "over")
"""In which phase a kill may find a sending, in their order.

"renames" begins with the recorded intent and ends when the last file has its name; "record" ends with the journal's
event; "over" is when the process had ended by itself.
"""

_RENAMES = 0.8  # seconds, on a line as slow as that, from the sign to the end
_SLOW = 8_000  # bytes a second: so that the renames, which go all at once, take a while


@dataclass(frozen=True)
class Killed:
    """What one kill came to."""

    phase: str
    kept: str
    """Which set stood there after the kill."""
    next_said: str
    lies: tuple[str, ...]
    seed: str = ""


class Killing:
    """A server, a line that is far, and a workspace whose sendings are killed.

    Args:
        base: an empty folder.
        seed: draws every moment.
        delay: seconds each way, so that waiting, not computing, takes most of the time.
        size: bytes of each of the three large files.
    """

    def __init__(self, base: Path, seed: str, *, delay: float = 0.015, size: int = 150_000) -> None:
        self.seed, self._draw, self._delay = seed, Random(seed), delay
        self.server = OpenSsh(base / "server")
        self.server.start()
        self.line = Line(self.server.port)
        self.stage = Stage(base, self.server, port=self.line.port, size=size)

    def measure(self) -> None:
        """Leave one sending alone: it tells how long one takes, and how many bytes."""
        client, begun, passed = self.stage.client, time.monotonic(), self.line.passed
        self.line.delay = self._delay
        client.begin()
        assert client.end().code == 0
        self._seconds, self._bytes = time.monotonic() - begun, self.line.passed - passed
        self.stage.turn()

    def kill_once(self) -> Killed:
        """Send a set, kill it, look, send again, look."""
        stage, line = self.stage, self.line
        line.delay, before = self._delay, line.connections
        with stage.watcher() as watcher, self._aimed(watcher):
            code = self._killed()
            self._settled()
        phase, kept = self._phase(code, watcher, is_connected=line.connections > before), stage.kept(watcher)
        lies = stage.lies_about(watcher, code, "", gap=False)
        line.mend()
        line.delay = 0
        with stage.watcher() as again:
            next_said = stage.client.send()
        lies += stage.lies_after(next_said, again, gap=False)
        stage.turn()
        return Killed(phase, kept, next_said.words, tuple(lies), self.seed)

    @contextmanager
    def _aimed(self, watcher) -> Iterator[None]:
        """Start a sending and draw its last moment: any time, any byte, or any time after the sign is up.

        In half of the kills what is on its way is lost, too, as when the computer or its line dies.
        """
        client, draw, timers = self.stage.client, self._draw, list[threading.Timer]()
        how, loses = draw.choice(("time", "time", "byte", "renames")), draw.random() < 0.5
        share = draw.random()

        def kill() -> None:
            client.kill()
            if loses:
                self.line.snap(Break.RESET)

        def later(seconds: float) -> None:
            timers.append(threading.Timer(seconds, kill))
            timers[-1].start()

        if how == "byte":
            self.line.when(int(share * self._bytes), kill)
        if how == "renames":

            def begin_renames() -> None:
                self.line.rate = _SLOW
                later(share * _RENAMES)

            watcher.when(lambda _: (self.server.root / SIGN).exists(), begin_renames)
        client.begin()
        if how == "time":
            later(share * 1.05 * self._seconds)
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()
                timer.join()

    def _killed(self) -> int:
        process = self.stage.client.process
        assert process is not None
        try:
            out, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert process.returncode in {0, -9}, (process.returncode, out, err)
        return process.returncode

    def _settled(self) -> None:
        """Wait until the server has done everything that reached it."""
        assert self.server._process is not None
        until = time.monotonic() + 20
        while _descendants(self.server._process.pid):
            assert time.monotonic() < until, "a session of the server does not end"
            time.sleep(0.005)

    def _phase(self, code: int, watcher, *, is_connected: bool) -> str:
        stage, kinds = self.stage, {event.kind for event in self.stage.news}
        changing = {name: data for name, data in stage.new.items() if stage.old[name] != data}
        owner = stage.client.workspace.owner
        parts = [
            self.server.root / part_name(name, digest, owner) for name, digest in hashes(changing).items()
        ]
        held = [part.stat().st_size if part.exists() else -1 for part in parts]
        if code == 0:
            return "over"
        if EventKind.SUBMITTED in kinds:
            return "recorded"
        if EventKind.SENDING in kinds:
            return "record" if stage.kept(watcher) == NEW else "renames"
        if held == [len(data) for data in changing.values()]:
            return "verify"
        if any(size >= 0 for size in held):
            return "upload"
        return "connect and look" if is_connected else "start and check"

    def close(self) -> None:
        """End the line and the server."""
        self.line.close()
        self.server.close()


def killed(base: Path, seed: str, kills: int, **stage: float) -> Sequence[Killed]:
    """Kill so many sendings on one server, one after the other."""
    killing = Killing(base, seed, **stage)
    try:
        killing.measure()
        return [killing.kill_once() for _ in range(kills)]
    finally:
        killing.close()


def untrue(kills: Sequence[Killed]) -> list[str]:
    """Return every promise that was not kept, in words; also a mix where no rename can have begun."""
    return [f"{each.phase}, {each.kept}, seed {each.seed}: {lie}" for each in kills for lie in each.lies] + [
        f"{each.phase}, seed {each.seed}: the {each.kept} set"
        for each in kills
        if each.kept != OLD and PHASES.index(each.phase) < PHASES.index("renames")
    ]

"""`dde send` is killed at a random moment, again and again, and each time it is looked at what stands where."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from checks.example.changes import Files
from dde_tui.actions.receipts import last_submission, unfinished
from dde_tui.process.events import Kind
from dde_tui.securestor.names import PART, SIGN
from faults.scene import MIX, written
from faults.senders import Dde
from faults.servers import District, OpenSsh
from faults.sets import roster
from faults.watcher import NEW, OLD, Watcher
from lines import Line

CLOCK, BYTES, RENAMES = "by the clock", "by the bytes", "at the renames"
WAYS = (CLOCK, BYTES, RENAMES)
"""How the moment is drawn: over the whole run, over what it sends, or from right before its first rename on."""

BEFORE, UPLOADING, UP, INTENDED, RECORDED = (
    "before the upload",
    "while files go up",
    "all files up",
    "renames intended",
    "recorded",
)
PHASES = (BEFORE, UPLOADING, UP, INTENDED, RECORDED)
"""How far a killed run had come, by what it left on the server and in its journal."""

DELAY = 0.004
"""Seconds that the line takes each way, so that renames, answers and the journal lie apart."""
SIZE = 400_000
"""Bytes of each of the three large files."""
_RENAMING = 0.1
"""Seconds from the sign of publishing on in which a kill at the renames may come."""


@dataclass(frozen=True)
class Killed:
    """What one kill left, and what the next run made of it."""

    way: str
    phase: str
    left: str
    """"old", "new", or "mix": which set stood under the final names."""
    halves: tuple[str, ...]
    """Names under which anything else was ever seen, in both runs."""
    lies: tuple[str, ...]
    """What the journal said that was not so, after the kill or after the next run."""
    is_repaired: bool
    """Whether the next run ended with 0 and the whole new set stood there."""
    leftovers: tuple[str, ...]
    """What else lay in the folder after the next run."""
    next_words: str = ""


class Ground:
    """A real sshd, a line to it, one workspace, and two sets that replace each other.

    Args:
        base: an empty folder.
        seed: of the moments.
    """

    def __init__(self, base: Path, seed: int, server: type[District] = OpenSsh) -> None:
        self._server = server(base / "server")
        self._base = base
        self._random = random.Random(seed)
        self._sets: tuple[Files, Files] = (roster("a", SIZE), roster("b", SIZE))
        self._lasts = 0.0
        self._passes = 0

    @contextmanager
    def open(self) -> Iterator["Ground"]:
        """Serve while the block lasts; the first set stands there, and it is known how long a run takes."""
        with self._server, Line(self._server.port, delay=DELAY) as self._line:
            self._source = self._base / "source"
            written(self._source, self._sets[1])
            self._dde = Dde(self._base / "client", self._source, self._server, self._line.port)
            self._dde.begin()
            assert self._dde.end().code == 0
            self._turn()
            begun, passed = time.monotonic(), self._line.passed
            self._dde.begin()
            assert self._dde.end().code == 0
            self._lasts, self._passes = time.monotonic() - begun, self._line.passed - passed
            yield self

    def kill(self, way: str) -> Killed:
        """Send the other set, kill the run at a moment of this kind, and run it again."""
        self._turn()
        old, new = self._sets
        recorded = len(self._submissions())
        with Watcher(self._server.root, old, new) as watcher:
            self._kill(way, watcher)
        states = self._states(watcher, old, new)
        left = states.pop() if len(states) == 1 else MIX
        phase, lies = self._phase(new, recorded), self._lies(new, left, recorded)
        with Watcher(self._server.root, old, new) as again:
            said = self._dde.send()
        lies += self._lies(new, NEW, recorded, ended=True) if said.code == 0 else []
        stands = self._states(again, old, new) == {NEW}
        return Killed(
            way,
            phase,
            left,
            tuple(sorted({*watcher.halves, *again.halves})),
            tuple(lies),
            said.code == 0 and stands,
            tuple(sorted({path.name for path in self._server.root.iterdir()} - set(new))),
            said.words,
        )

    def _turn(self) -> None:
        """Let the other set be the new one."""
        self._sets = (self._sets[1], self._sets[0])
        written(self._source, self._sets[1])

    def _kill(self, way: str, watcher: Watcher) -> None:
        at = self._random.random()
        due = threading.Event()
        if way == BYTES:
            self._line.when(int(at * self._passes), due.set)
        elif way == RENAMES:
            sign = self._server.root / SIGN
            watcher.when(lambda _: sign.exists(), due.set)
        self._dde.begin()
        process = self._dde.process
        assert process is not None
        wait = self._lasts * 1.05
        if way == CLOCK:
            time.sleep(at * wait)
        else:
            while not due.wait(0.001) and process.poll() is None:
                pass
            if way == RENAMES:
                time.sleep(at * _RENAMING)
        self._dde.kill()
        process.communicate()

    def _states(self, watcher: Watcher, old: Files, new: Files) -> set[str]:
        return {state for name, state in watcher.look().items() if old.get(name) != new.get(name)}

    def _submissions(self) -> list[Mapping[str, Any]]:
        events = self._dde.workspace.journal.events()
        return [event.data for event in events if event.kind is Kind.SUBMITTED]

    def _phase(self, new: Files, recorded: int) -> str:
        events = self._dde.workspace.journal.events()
        if len(self._submissions()) > recorded:
            return RECORDED
        if unfinished(events) is not None:
            return INTENDED
        parts = {path.name: path.stat().st_size for path in self._server.root.iterdir()}
        parts = {name: size for name, size in parts.items() if PART.fullmatch(name)}
        if not parts:
            return BEFORE
        changed = sorted(len(data) for name, data in new.items() if self._sets[0].get(name) != data)
        return UP if sorted(parts.values()) == changed else UPLOADING

    def _lies(self, new: Files, left: str, recorded: int, *, ended: bool = False) -> list[str]:
        """Return what the journal says that the folder on the disk does not bear out."""
        events = self._dde.workspace.journal.events()
        more = len(self._submissions()) - recorded
        hashes = {name: sha256(data).hexdigest() for name, data in new.items()}
        lies = []
        if more and left != NEW:
            lies.append("a submission is recorded that does not stand there")
        if more > 1:
            lies.append("one sending is recorded twice")
        if more and {each["file"]: each["sha256"] for each in last_submission(events)["files"]} != hashes:
            lies.append("the recorded hashes are not those of the files")
        if left not in (OLD, NEW, MIX):
            lies.append(f"{left} stands there")
        if left in (NEW, MIX) and not more and unfinished(events) is None:
            lies.append("files are new there, and the journal does not know it")
        if ended and (not more or unfinished(events) is not None):
            lies.append("the sending is done, and the journal does not know it")
        return lies


def wrong(killed: Killed) -> list[str]:
    """Return which promises one kill broke, in words."""
    promises = {
        f"anything else stood under {', '.join(killed.halves)}": not killed.halves,
        f"{killed.left} stood there": killed.left in (OLD, NEW, MIX),
        f"a mix stood there {killed.phase}": killed.left != MIX or killed.phase == INTENDED,
        f"the next run did not finish: {killed.next_words}": killed.is_repaired,
        f"{', '.join(killed.leftovers)} is left": not killed.leftovers,
        "; ".join(killed.lies): not killed.lies,
    }
    return [words for words, kept in promises.items() if not kept]


def kills(seed: int, count: int, base: Path | None = None) -> Iterator[Killed]:
    """Yield so many kills in one workspace, the three kinds of moments in turn."""
    with tempfile.TemporaryDirectory() as folder, Ground(base or Path(folder), seed).open() as ground:
        for number in range(count):
            yield ground.kill(WAYS[number % len(WAYS)])

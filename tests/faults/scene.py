"""One row played once: a server with an old set, a line to it, a sender with a new set, and a fault."""

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.example.changes import Files
from faults.senders import Said, Sender
from faults.servers import District
from faults.sets import roster
from faults.switches import NONE
from faults.watcher import HALF, MISSING, NEW, Watcher
from support.slow_link import Line

if TYPE_CHECKING:
    from faults.rows import Row

MIX = "mix"


@dataclass(frozen=True)
class Seen:
    """What one row came to, with one sender on one server."""

    kept: str
    """"old", "new", or "mix" for some of both; "missing" where a name of the old set is gone."""
    halves: tuple[str, ...]
    """Names under which a half file was seen at any moment."""
    code: int | None
    said: str
    finishes: bool
    """Whether the next run, the fault gone unless it lasts, left the whole new set and nothing else."""
    next_code: int | None
    next_said: str
    left: tuple[str, ...] = ()
    """What of ours still lies there after the next run."""
    gone: tuple[str, ...] = ()
    """Names of the old set that were missing for a moment."""
    next_halves: tuple[str, ...] = ()
    """Names under which a half file was seen in the next run."""
    more: str = ""
    """What else was not as this row wants it."""


class Scene:
    """The stage of one row; faults act on it."""

    def __init__(self, base: Path, row: "Row", server: type[District], sender: type[Sender]) -> None:
        self.row = row
        self.old, self.new = roster("a", row.size), roster("b", row.size)
        self.server = server(base / "server", row.faults)
        self.source = written(base / "source", self.new)
        self.base, self._sender = base, sender
        self.others: list[Sender] = []
        self.other: Files | None = None
        self.notes: list[Said] = []
        self.second: Sender | None = None
        self.left: list[str] = []

    def play(self) -> Seen:
        """Send the new set while the fault is there, and once more after it."""
        with self.server, Line(self.server.port) as self.line:
            try:
                return self._play()
            finally:
                if self.client.process is not None and self.client.process.poll() is None:
                    self.client.process.kill()

    def _play(self) -> Seen:
        written(self.server.root, self.old)
        for name in self.old:  # yesterday's, as every tool can see
            os.utime(self.server.root / name, (time.time() - 86_400,) * 2)
        self.client = self.sender()
        for act in self.row.before:
            act(self)
        self.line.delay = self.row.delay
        with Watcher(self.server.root, self.old, self.new, self.other) as self.watcher:
            if self.row.during is not None:
                self.row.during(self)
            said = self._send()
        kept, halves = self._kept(self.watcher), self.watcher.halves
        self.line.delay = 0
        if not self.row.lasts:
            self._mend()
        with Watcher(self.server.root, self.old, self.new, self.other) as again:
            next_said = self.client.send()
        finishes = next_said.code == 0 and all(self._at(name) == data for name, data in self.new.items())
        left = tuple(sorted({path.name for path in self.server.root.iterdir()} - set(self.new)))
        seen = Seen(
            kept,
            tuple(halves),
            said.code,
            self._plain(said.words),
            finishes,
            next_said.code,
            self._plain(next_said.words),
            left,
            tuple(self.watcher.gone),
            tuple(again.halves),
        )
        return replace(seen, more=self.row.check(self, seen)) if self.row.check else seen

    def _plain(self, words: str) -> str:
        """Return what was said without what differs from run to run."""
        words = re.sub(r"SHA256:[\w+/]{43}", "SHA256:…", words.replace(self.server.folder, "district"))
        words = re.sub(rf"{re.escape(str(self.base))}[\w/…]*", "…", words)
        return re.sub(r"(127\.0\.0\.1:|port )\d+", r"\g<1>22", words)

    def sender(self, name: str = "client", source: Path | None = None) -> Sender:
        """Return another sender of the same kind, on a computer of its own."""
        settings = {"patience": 2, "retries": 1, **self.row.settings}
        return self._sender(self.base / name, source or self.source, self.server, self.line.port, **settings)

    def _send(self) -> Said:
        if not (self.row.process or self.others):
            return self.client.send()
        self.client.begin()
        for other in self.others:
            other.begin()
        said = self.client.end()
        ends = [other.end() for other in self.others]
        self.notes += ends
        return said

    def _mend(self) -> None:
        self.line.mend()
        if self.row.faults != NONE:
            self.server.change(NONE)
        for act in self.row.mend:
            act(self)
        self.line.target = self.server.port

    def _kept(self, watcher: Watcher) -> str:
        """Return which set stands there; files that are equal in both tell nothing."""
        states = {
            state
            for name, state in watcher.look().items()
            if name not in self.row.blocked and self.old.get(name) != self.new.get(name)
        }
        for worse in (MISSING, HALF):
            if worse in states:
                return worse
        return states.pop() if len(states) == 1 else MIX

    def _at(self, name: str) -> bytes | None:
        with suppress(OSError):
            return (self.server.root / name).read_bytes()
        return None

    # What faults do.

    def after(self, passed: int, act: Callable[[], object]) -> None:
        """Do it once so many bytes of the client passed."""
        self.line.when(passed, lambda: (act(), None)[1])

    def when_first_is_new(self, act: Callable[[], object]) -> None:
        """Do it between two renames: as soon as a new file stands under its final name, and not the last one."""
        self.watcher.when(lambda states: any(states[name] == NEW for name in self.changing), act)

    @property
    def changing(self) -> list[str]:
        """The names whose files differ in the old and the new set."""
        return [name for name in self.new if self.old.get(name) != self.new[name]]

    def write(self, name: str, data: bytes) -> None:
        """Put a file into the served folder."""
        (self.server.root / name).write_bytes(data)

    def rewrite(self, change: Callable[[bytes], bytes], name: str = "users.csv") -> None:
        """Change a file of the source in place, as an export that still runs would."""
        path = self.source / name
        data = change(path.read_bytes())
        with path.open("r+b") as file:
            file.write(data)
            file.truncate()


def written(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder

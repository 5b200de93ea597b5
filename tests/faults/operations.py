"""One operation of a whole `dde send` goes wrong, and then the next run: is every promise kept, and everything said true?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

from paramiko.sftp import SFTP_FAILURE, SFTP_PERMISSION_DENIED

from checks.example.changes import Files
from dde_tui.feedback.folder import HOME, RECEIPTS, prepare
from dde_tui.process.events import Event, EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder
from dde_tui.securestor.remote_names import aside_name
from faults.scene import MIX, written
from faults.senders import Dde, Said
from faults.servers import District, Embedded
from faults.sets import roster
from faults.switches import NONE, At, Faults
from faults.watcher import HALF, MISSING, NEW, OLD, Watcher

WRONG = {
    "refused": partial(At, status=SFTP_FAILURE),
    "not permitted": partial(At, status=SFTP_PERMISSION_DENIED),
    "cut": partial(At, cuts=True),
    "stalled": partial(At, stalls=True),
}
"""How an operation goes wrong: refused for no reason or a reason, the line cut in its place, never answered."""

LADDERS = {"posix-rename": NONE, "plain rename": Faults(denied=frozenset({"posix-rename"}))}
"""What the server offers for the renames."""

_UNTOUCHED = "as they were before"
_VERSIONS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Played:
    """What one fault came to."""

    operation: str
    """The kind of operation that went wrong; nothing where the sending had ended before."""
    code: int | None
    kept: str
    """Which set stood there after the fault: old, new, mix, or missing."""
    lies: tuple[str, ...]
    """Every promise that was not kept and everything told that was not true, in words."""


class Stage:
    """A server, and a workspace that sends one set after the other to it.

    Args:
        base: an empty folder.
        server: where to.
        port: of a line to it; its own without one.
        size: bytes of each of the three large files.
    """

    def __init__(self, base: Path, server: District, *, port: int = 0, size: int = 40_000) -> None:
        self.server, self.size = server, size
        self.source = written(base / "source", roster("a", size))
        self.client = Dde(base / "client", self.source, server, port or server.port, patience=1, retries=0)
        prepare(LocalFolder(server.root))
        self._versions = count()
        self.new = self._next()
        written(server.root, self.new)
        self.turn()

    def _next(self) -> Files:
        return roster(_VERSIONS[next(self._versions) % len(_VERSIONS)], self.size)

    def turn(self) -> None:
        """Let what was sent be the old set, and put the next one into the source."""
        self.old, self.new = self.new, self._next()
        written(self.source, self.new)
        self.events_before = len(self.events)

    @property
    def events(self) -> Sequence[Event]:
        """What the journal holds."""
        return self.client.workspace.journal.events()

    @property
    def news(self) -> Sequence[Event]:
        """What the journal got since the last turn."""
        return self.events[self.events_before :]

    def watcher(self) -> Watcher:
        """Return who looks at the final names."""
        return Watcher(self.server.root, self.old, self.new)

    def kept(self, watcher: Watcher) -> str:
        """Return which set stands there; files that are equal in both tell nothing."""
        states = {state for name, state in watcher.look().items() if self.old[name] != self.new[name]}
        for worse in (HALF, MISSING):
            if worse in states:
                return worse
        return states.pop() if len(states) == 1 else MIX

    def lies_about(self, watcher: Watcher, code: int | None, words: str, *, gap: bool) -> list[str]:
        """Return what is not as it must be after a run that anything may have happened to.

        Args:
            watcher: who looked at the final names all the time.
            code: the exit code; None or negative where the run was killed.
            words: what was said.
            gap: whether a name may be missing for a while: its file stands aside then.
        """
        kept, kinds = self.kept(watcher), [event.kind for event in self.news]
        submitted = EventKind.SUBMITTED in kinds
        aside = all(
            (self.server.root / aside_name(name)).read_bytes() == self.old[name]
            for name, state in watcher.look().items()
            if state == MISSING and (self.server.root / aside_name(name)).exists()
        )
        return words_of(
            {
                f"half files under {watcher.halves}": not watcher.halves,
                f"{watcher.gone} was missing": gap or not watcher.gone,
                "what stands aside is not whole": aside,
                f"a {kept} set before any intent was recorded": kept == OLD or EventKind.SENDING in kinds,
                f"recorded as submitted, but the {kept} set stands there": kept == NEW or not submitted,
                "submitted, but its hashes are others": not submitted or self._recorded() == hashes(self.new),
                f"0 is not true: {kept}, {kinds}": code != 0 or (kept == NEW and submitted),
                f"exit code {code}": code is None or code in {0, 5} or code < 0,
                f"said that nothing changed, but the {kept} set stands there": _UNTOUCHED not in words
                or kept == OLD,
            }
        )

    def lies_after(self, said: Said, watcher: Watcher, *, gap: bool, tidy: bool = True) -> list[str]:
        """Return what is not as it must be after the next run, with nothing wrong any more.

        Args:
            said: what that run said.
            watcher: who looked at the final names all the time.
            gap: whether a name may be missing for a while.
            tidy: whether nothing of ours may lie there.
        """
        submitted = [event for event in self.news if event.kind is EventKind.SUBMITTED]
        root, home = self.server.root, self.client.workspace.state
        left = {path.name for path in root.iterdir()} - set(self.new) - {HOME}
        here = {path.name: path.read_bytes() for path in (home / "receipts").glob("*")}
        there = {path.name: path.read_bytes() for path in (root / RECEIPTS).glob("*")}
        hidden = [name for name in there if name.startswith(".")]
        return words_of(
            {
                f"the next run ended with {said.code}: {said.words}": said.code == 0,
                f"the next run said {said.words}": said.words in {"sent", "unchanged"},
                f"the next run left a {self.kept(watcher)} set": self.kept(watcher) == NEW,
                f"half files under {watcher.halves} in the next run": not watcher.halves,
                f"{watcher.gone} was missing in the next run": gap or not watcher.gone,
                f"{len(submitted)} submissions are recorded, not 1": len(submitted) == 1,
                "what is recorded in the end is another set": self._recorded() == hashes(self.new),
                f"{sorted(left)} and {hidden} are left": not tidy or not (left or hidden),
                "this computer's receipt is missing": not submitted
                or f"{submitted[-1].data['submission']}.json" in here,
                "the receipt on the server is missing": not submitted
                or f"{submitted[-1].data['submission']}.json" in there,
            }
        )

    def _recorded(self) -> dict[str, str]:
        found = [event.data["files"] for event in self.news if event.kind is EventKind.SUBMITTED]
        return {file["file"]: file["sha256"] for file in found[-1]} if found else {}


class Operations:
    """A stage on whose server single operations go wrong.

    Args:
        base: an empty folder.
        ladder: a name of LADDERS.
    """

    def __init__(self, base: Path, ladder: str) -> None:
        self._faults = LADDERS[ladder]
        self._gap = self._faults is not NONE
        self.server = Embedded(base / "server", self._faults)
        self.server.start()
        self._stage = Stage(base, self.server)

    def whole(self) -> int:
        """Send a set with nothing wrong; return how many operations that took."""
        assert self.play(0, "refused").code == 0
        return self._count

    def play(self, number: int, how: str) -> Played:
        """Send a set while the operation with this number goes wrong, and then once more."""
        stage, met = self._stage, list[str]()
        at = WRONG[how](number=number, act=lambda: met.append(self.server.running.operations[-1]))
        self.server.change(Faults(denied=self._faults.denied, at=(at,)))
        with stage.watcher() as watcher:
            said = stage.client.send()
        self._count = len(self.server.running.operations)
        self.server.change(self._faults)
        kept = stage.kept(watcher)
        lies = stage.lies_about(watcher, said.code, said.words, gap=self._gap)
        if not met and said.code != 0:
            lies.append(f"ended with {said.code} though nothing went wrong: {said.words}")
        with stage.watcher() as again:
            next_said = stage.client.send()
        # A file of ours that may not be removed is hidden and hurts nobody: the next set's sending clears it.
        tidy = not (met == ["remove"] and said.code == 0)
        lies += stage.lies_after(next_said, again, gap=self._gap, tidy=tidy)
        stage.turn()
        return Played("".join(met[:1]), said.code, kept, tuple(lies))

    def close(self) -> None:
        """End the server."""
        self.server.close()


def hashes(files: Files) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {name: sha256(data).hexdigest() for name, data in files.items()}


def words_of(promises: dict[str, bool]) -> list[str]:
    """Return the words of every promise that was not kept."""
    return [words for words, is_kept in promises.items() if not is_kept]

"""`kill -9` of a process that writes the journal, at drawn moments, and what is left each time."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.errors import DdeError
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.end_mark import EndMark
from dde_tui.workspace.journal.journal import Journal

PHASES = ("starting", "migrating", "rollback log left", "mark behind", "between two entries")
"""What a kill leaves: no entry of its own yet; the older schema, and perhaps a copy of it; an entry half written, which SQLite
takes back; an entry written and its mark not; nothing unfinished."""
EARLIER = Path(__file__).parents[1] / "dde_tui/workspace/journal/earlier/version-2.sqlite3"
ROOT = Path(__file__).parents[2]
WRITER = """
import pathlib, sys
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
journal = Journal(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(10_000):
    journal.append(EventKind.COMMENT, {"run": int(sys.argv[2]), "number": number, "text": "x" * (number % 7) * 2_000})
    print(number, flush=True)
"""


@dataclass(frozen=True)
class KilledWriter:
    """What one kill came to."""

    phase: str
    acknowledged: int
    """Entries that the writer said were recorded."""
    kept: int
    """Entries of that writer that are there."""
    lies: tuple[str, ...]


def killed_writers(base: Path, seed: str, kills: int) -> Sequence[KilledWriter]:
    """Kill so many writers of one journal, one after the other; each fifth one has an older journal to migrate."""
    draw = random.Random(seed)
    journal = Journal(base / ".dde" / "journal.sqlite3")
    journal.append(EventKind.REQUESTED)
    return [_kill(journal, draw, run, migrates=run % 5 == 4) for run in range(kills)]


def _kill(journal: Journal, draw: random.Random, run: int, *, migrates: bool) -> KilledWriter:
    state = journal.path.parent
    if migrates:
        shutil.rmtree(state)
        state.mkdir()
        shutil.copyfile(EARLIER, journal.path)
    before = journal.events()
    acknowledged = _killed_after(
        journal, run, entries=draw.randrange(8) * (not migrates), share=draw.random()
    )
    phase = _phase(journal, before, migrates=migrates)
    lies = []
    try:
        events = journal.events()
        if events[: len(before)] != before:
            lies.append("an entry of before is not as it was")
        kept = [event.data["number"] for event in events if event.data.get("run") == run]
        if kept != list(range(len(kept))):
            lies.append("entries are missing in between")
        if not acknowledged <= len(kept) <= acknowledged + 1:
            lies.append(f"{acknowledged} were acknowledged, {len(kept)} are there")
        added = journal.append(EventKind.COMMENT, {"after": run})
        if journal.events() != [*events, added]:
            lies.append("the next entry did not come after them")
    except DdeError as error:
        lies.append(error.sentence)
        kept = []
    return KilledWriter(phase, acknowledged, len(kept), tuple(lies))


def _killed_after(journal: Journal, run: int, *, entries: int, share: float) -> int:
    """Let a writer write, kill it within the next entry, and return how many it acknowledged."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT}
    with subprocess.Popen([sys.executable, "-c", WRITER, str(journal.path), str(run)], **pipes) as writer:
        writer.stdout.readline()
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
        for _ in range(entries):
            writer.stdout.readline()
        moment = time.perf_counter() + share * (0.008 if entries else 0.08)  # the first one loads more
        while time.perf_counter() < moment:
            pass
        writer.kill()
        said = [line for line in writer.stdout.read().split(b"\n") if line.isdigit()]
    return int(said[-1]) + 1 if said else entries


def _phase(journal: Journal, before: list, *, migrates: bool) -> str:
    if journal.path.with_name(f"{journal.path.name}-journal").exists():
        return "rollback log left"
    found = journal.survey()
    if migrates and found.version < 3:
        return "migrating"
    mark = EndMark.of(journal.path)
    if found.events and (mark is None or mark.number < found.events[-1].id):
        return "mark behind"
    return "starting" if len(found.events) == len(before) else "between two entries"

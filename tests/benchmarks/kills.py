"""`kill -9` at random moments of `dde send` or of the journal's writer: what is left, and does the next run repair it?

    python tests/benchmarks/kills.py --kills 500 --seed 1                  # half an hour, against OpenSSH's sshd
    python tests/benchmarks/kills.py --of journal --kills 500 --seed 1     # five minutes

Of sendings: each time a set of eight files (three of 150 KB) replaces another one, over a line with 30 ms there and back. Half of
the moments are drawn evenly over the time that a whole sending takes, a quarter over its bytes, a quarter over the time
from the sign that says "renaming" to the end, on a line of 8 KB/s from there on, since the renames go all at once and
would be over in a millisecond. In half of the kills what is on its way is lost, too, as when a computer dies with its
line. Then the server is left to end, what stands there is looked at, and `dde send` runs once more.

- *phase*: found from what the kill left: no connection, no part, parts, all parts whole, the recorded intent, all files
  new, the recorded submission; "over": the process had ended by itself.
- *mended*: mixes that the next run made the new set, without being asked.
- *half files*: seen under a final name at any moment of both runs. *lies*: a submission recorded whose files do not stand
  there, or none after the next run, or a receipt missing, or anything else that `tests/faults/operations.py` looks at.
- *left over*: hidden files of ours after the next run.

Of the journal (`tests/faults/journal_killing.py`): a process that records one entry after the other, of 0 to 12,000 characters, is
killed after 0 to 7 of them, within the next one. Each fifth one migrates an older journal first.

- *acknowledged*: entries that the writer was told are recorded. *lost*: those that are not there.
- *more*: entries that are there although the writer was killed before it was told.
- *lies*: anything else: an entry of before that changed, a gap, a journal that is said to be damaged, or that takes no next entry.
"""

# ruff: noqa: E402 - where the project lies is told before it is imported

import argparse
import logging
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from faults import journal_killing
from faults.journal_killing import KilledWriter, killed_writers
from faults.killing import PHASES, Killed, killed, untrue
from faults.scene import MIX
from faults.watcher import NEW, OLD

AT_A_TIME = 20
"""Kills on one server, with one workspace and its growing journal."""


def main() -> int:
    """Print the table; return how much was untrue."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--at-once", type=int, default=2)
    options.add_argument("--of", choices=("sendings", "journal"), default="sendings")
    chosen = options.parse_args()
    begun = time.perf_counter()
    counts = [min(AT_A_TIME, chosen.kills - first) for first in range(0, chosen.kills, AT_A_TIME)]
    seen: list[Killed | KilledWriter] = []
    of_journal = chosen.of == "journal"
    with ProcessPoolExecutor(chosen.at_once, get_context("spawn")) as pool:
        work = killed_writers if of_journal else killed
        running = [
            pool.submit(some, work, f"{chosen.seed} {part}", count) for part, count in enumerate(counts)
        ]
        for done in as_completed(running):
            seen += done.result()
            print(f"{len(seen)} kills", file=sys.stderr, flush=True)
    print(
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, seed {chosen.seed}, "
        f"{time.perf_counter() - begun:.0f} s\n"
    )
    lies = of_the_journal(seen) if of_journal else of_sendings(seen)
    for lie in lies:
        print(f"! {lie}")
    return len(lies)


def of_the_journal(seen: Sequence[KilledWriter]) -> list[str]:
    """Print the table of the journal's kills; return what was untrue."""
    print("| what the kill left | kills | acknowledged | lost | more | lies |")
    print("| --- | --- | --- | --- | --- | --- |")
    for phase in (*journal_killing.PHASES, "all"):
        kills = [each for each in seen if phase in (each.phase, "all")]
        lost = sum(max(0, each.acknowledged - each.kept) for each in kills)
        more = sum(max(0, each.kept - each.acknowledged) for each in kills)
        numbers = (
            len(kills),
            sum(each.acknowledged for each in kills),
            lost,
            more,
            sum(len(each.lies) for each in kills),
        )
        print(f"| {phase} | {' | '.join(f'{number:,}' for number in numbers)} |")
    return [lie for each in seen for lie in each.lies]


def of_sendings(seen: Sequence[Killed]) -> list[str]:
    """Print the table of the sendings' kills; return what was untrue."""
    print("| phase | kills | old | new | mix | mended | half files | lies | left over |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for phase in PHASES:
        print(line(phase, [each for each in seen if each.phase == phase]))
    print(line("all", seen))
    return untrue(seen)


def some(work: Callable[..., Sequence[Any]], seed: str, count: int) -> Sequence[Any]:
    """Kill so many in a process of its own."""
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        return work(base, seed, count)
    finally:
        shutil.rmtree(base)


def line(called: str, kills: Sequence[Killed]) -> str:
    """Return the table's line for these kills."""
    kept = [sum(each.kept == state for each in kills) for state in (OLD, NEW, MIX)]
    lies = untrue(kills)
    mended = sum(each.kept == MIX and not each.lies for each in kills)
    half = sum("half files" in lie for lie in lies)
    left = sum(lie.endswith("are left") for lie in lies)
    numbers = (len(kills), *kept, mended, half, len(lies) - half - left, left)
    return f"| {called} | {' | '.join(f'{number:,}' for number in numbers)} |"


if __name__ == "__main__":
    sys.exit(min(main(), 1))

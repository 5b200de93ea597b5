"""Kills `dde send` at random moments against OpenSSH's server, and tells what stood there each time.

    python tests/benchmarks/kills.py 500 1      # how many kills, and the seed; a quarter of an hour

Needs sshd. Two workers each have a server, a workspace and two sets of eight files (1.2 MB) that replace each other over
a line that delays every byte by 4 ms each way. A third of the moments is drawn over the time of a whole run, a third
over the bytes that a run sends, a third over the 100 ms from right before its first rename on. After each kill the same
command runs once more, nothing cleaned by hand. A thread reads the folder on the server's disk all the time.
"""

import argparse
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from faults.kills import PHASES, WAYS, Killed, kills, wrong  # noqa: E402
from faults.scene import MIX  # noqa: E402
from faults.watcher import NEW, OLD  # noqa: E402

COLUMNS = {
    "kills": lambda _: True,
    **{way: (lambda killed, way=way: killed.way == way) for way in WAYS},
    **{left: (lambda killed, left=left: killed.left == left) for left in (OLD, NEW, MIX)},
    "half files": lambda killed: bool(killed.halves),
    "lies": lambda killed: bool(killed.lies),
    "mended by the next run": lambda killed: killed.is_repaired and not killed.leftovers,
}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("kills", type=int, nargs="?", default=500)
    options.add_argument("seed", type=int, nargs="?", default=1)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    begun = time.monotonic()
    seen = list(_all(given.kills, given.seed, given.workers))
    took = (time.monotonic() - begun) / 60
    print(f"\n{len(seen)} kills, seed {given.seed}, {given.workers} workers, {took:.0f} minutes,", end=" ")
    print(f"{platform.system()}, Python {platform.python_version()}:\n")
    print("\n".join(_table(seen)))
    broken = Counter(words for killed in seen for words in wrong(killed))
    for words, count in broken.items():
        print(f"\n{count} times: {words}")
    sys.exit(1 if broken else 0)


def _all(count: int, seed: int, workers: int) -> Iterator[Killed]:
    """Yield what every worker saw; each has a seed of its own."""
    shares = [len(range(worker, count, workers)) for worker in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        parts = [
            pool.submit(_share, seed * 1_000 + worker, share) for worker, share in enumerate(shares) if share
        ]
        for part in as_completed(parts):
            yield from part.result()


def _share(seed: int, count: int) -> list[Killed]:
    seen = []
    for killed in kills(seed, count):
        seen.append(killed)
        if words := wrong(killed):
            print(f"seed {seed}, kill {len(seen)}, {killed.way}: {'; '.join(words)}", file=sys.stderr)
        elif len(seen) % 25 == 0:
            print(f"seed {seed}: {len(seen)} of {count}", file=sys.stderr, flush=True)
    return seen


def _table(seen: list[Killed]) -> Iterator[str]:
    yield f"| the run had come | {' | '.join(COLUMNS)} |"
    yield "| --- |" + " --- |" * len(COLUMNS)
    for phase in PHASES:
        row = [killed for killed in seen if killed.phase == phase]
        yield _line(phase, row)
    yield _line("in all", seen)


def _line(title: str, seen: list[Killed]) -> str:
    counts = [sum(counts_in(killed) for killed in seen) for counts_in in COLUMNS.values()]
    return f"| {title} | {' | '.join(map(str, counts))} |"


if __name__ == "__main__":
    main()

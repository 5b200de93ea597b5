"""How long `dde status` takes on a long journal, beside `python -c pass`, and where the time goes.

    python tests/benchmarks/journal.py --entries 1000 10000 --runs 15

Whole processes, the processor's time (user and system), median of the runs, taken in turn. The parts are measured in one
process: SQLite gives the rows, each entry's hash is verified, each becomes an event, and all are folded into the state.
"""

# ruff: noqa: E402 - where the project lies is told before it is imported

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from dde_tui.process.progress import progress
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.journal.entries import Chain, _event
from dde_tui.workspace.journal.reading import connected, rows_of
from dde_tui.workspace.journal.schema import VERSION
from support.long_journal import fill


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--runs", type=int, default=15)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as base:
        workspaces = {}
        for count in [0, *chosen.entries]:
            workspaces[count] = create_workspace(Path(base, str(count)), "Caprock Bend ISD")
            if count:
                fill(workspaces[count].journal, count)
        calls = {None: ["-c", "pass"]} | {
            count: ["-m", "dde_tui", "--workspace", str(each.path), "status"]
            for count, each in workspaces.items()
        }
        seconds = {count: [] for count in calls}
        for _ in range(chosen.runs + 1):  # the first one writes Python's compiled files
            for count, words in calls.items():
                seconds[count].append(processor_seconds(words))
        bare = statistics.median(seconds[None][1:])
        print(
            f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {chosen.runs} runs\n"
        )
        print(f"`python -c pass` {bare:.3f} s; three times that and 0.15 s: {3 * bare + 0.15:.3f} s\n")
        print("| entries | `dde status` | rows | hashes | events | folded |")
        print("| --- | --- | --- | --- | --- | --- |")
        for count, each in workspaces.items():
            parts = " | ".join(f"{1000 * part:.0f} ms" for part in parts_of(each))
            print(f"| {count:,} | {statistics.median(seconds[count][1:]):.3f} s | {parts} |")


def processor_seconds(words: list[str]) -> float:
    """Run Python with these words and return the processor's time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": CACHE.name,
    }
    subprocess.run([sys.executable, *words], env=environ, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def parts_of(workspace: object) -> list[float]:
    """Return the seconds of rows, hashes, events and folding, the best of five."""
    path = workspace.journal.path
    if not path.exists():
        return [0] * 4
    best = [float("inf")] * 4
    for _ in range(5):
        with connected(path, 10, writes=False) as connection:
            times = [time.process_time()]
            rows = list(rows_of(connection, VERSION, []))
            times.append(time.process_time())
            chain = Chain(None)
            for row in rows:
                chain.follow(*row)
            times.append(time.process_time())
            events = [_event(*row) for row in rows]
            times.append(time.process_time())
            progress(events, events[-1].at, workspace.calendar)
            times.append(time.process_time())
        best = [min(old, end - begin) for old, (begin, end) in zip(best, pairwise(times), strict=True)]
    return best


CACHE = tempfile.TemporaryDirectory()

if __name__ == "__main__":
    import gc

    gc.set_threshold(100_000)  # as the command does
    main()

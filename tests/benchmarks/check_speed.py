"""How long a check takes, beside a bare scan and a peer on the same files in the same run.

    python tests/benchmarks/check_speed.py                      # 10,000, 200,000 and 1,000,000 students
    python tests/benchmarks/check_speed.py 10000 --repeats 5

Run by hand; prints the tables of docs/benchmarks.md. Each figure is the best of some whole processes, imports
included, run in turn so that what else the machine does falls on all alike. DuckDB (the scan) and frictionless
(the peer) are optional: `pip install duckdb frictionless`; without them their columns stay empty.

This process itself stays small: what a new process is said to have held at most begins with what its parent did.
"""

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SMALL = 500
"""Students of the set on which the command's start is measured."""
HEAD = (
    *("students", "set", "records", "MB", "scan", "MiB", "check", "MiB", "check / scan"),
    *("frictionless", "MiB", "frictionless / check", "broken / clean", "errors, warnings, notes"),
)

Run = dict[str, object]


def made(folder: Path, students: int, share: float, seed: int) -> tuple[int, float]:
    """Write a set in a process of its own; return its records and megabytes."""
    options = ("--broken", str(share), "--seed", str(seed))
    records = int(python("reference_set.py", str(students), str(folder), *options))
    return records, sum(path.stat().st_size for path in folder.iterdir()) / 1e6


def python(script: str, *arguments: str) -> str:
    command = [sys.executable, str(HERE / script), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def measured(what: str, folder: Path) -> Run:
    """Run one measure in a process of its own: wall seconds, peak MiB, and what it says."""
    begin = time.perf_counter()
    said = python("measures.py", what, str(folder))
    return {"seconds": time.perf_counter() - begin, **json.loads(said)}


def best(runs: list[Run]) -> Run:
    return min(runs, key=lambda run: run["seconds"])


def compare(students: int, options: argparse.Namespace, has: dict[str, bool]) -> None:
    """Measure one size, clean and broken, and print a row for each."""
    with tempfile.TemporaryDirectory(prefix="dde-benchmark-") as place:
        clean_seconds = 0.0
        for share in (0.0, options.broken):
            folder = Path(place) / f"{share}"
            records, size = made(folder, students, share, options.seed)
            runs: dict[str, list[Run]] = {"scan": [], "check": [], "frictionless": []}
            for turn in range(options.repeats):
                for what in ("scan", "check"):
                    if what == "check" or has["duckdb"]:
                        runs[what].append(measured(what, folder))
                if has["frictionless"] and students <= options.peers_up_to and turn < options.peer_repeats:
                    runs["frictionless"].append(measured("frictionless", folder))
            took = {what: best(each) for what, each in runs.items() if each}
            seconds = took["check"]["seconds"]
            cells = [
                f"{students:,}",
                f"{share:.0%} broken" if share else "clean",
                f"{records:,}",
                f"{size:,.0f}",
            ]
            cells += [*figures(took.get("scan")), *figures(took["check"]), ratio(seconds, took.get("scan"))]
            peer = took.get("frictionless")
            cells += [*figures(peer), f"{peer['seconds'] / seconds:.0f}" if peer else ""]
            cells += [f"{seconds / clean_seconds:.2f}" if share else ""]
            cells += [", ".join(f"{count:,}" for count in took["check"]["findings"].values())]
            row(cells)
            clean_seconds = clean_seconds or seconds


def figures(run: Run | None) -> tuple[str, str]:
    if run is None:
        return "", ""
    return f"{run['seconds']:.2f} s", "?" if run["peak"] is None else f"{run['peak']:,.0f}"


def ratio(seconds: float, of: Run | None) -> str:
    return f"{seconds / of['seconds']:.1f}" if of else ""


def command_line(options: argparse.Namespace) -> None:
    """Measure `dde check` as a shell runs it, on a small set."""
    with tempfile.TemporaryDirectory(prefix="dde-benchmark-") as place:
        folder = Path(place) / "set"
        made(folder, SMALL, 0.0, options.seed)
        command = [sys.executable, "-m", "dde_tui", "check", str(folder), "--json"]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        times = []
        for _ in range(max(5, options.repeats)):
            begin = time.perf_counter()
            subprocess.run(command, cwd=place, env=environ, stdout=subprocess.DEVNULL, check=True)
            times.append(time.perf_counter() - begin)
    print(f"\n`dde check` on {SMALL} students, start included: {min(times):.2f} s")


def row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("students", nargs="*", type=int, default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--peers-up-to", type=int, default=200_000, metavar="N", help="largest set for frictionless"
    )
    parser.add_argument("--peer-repeats", type=int, default=1, help="times that frictionless is run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.3, help="share of filled cells in the broken set")
    options = parser.parse_args()
    has = {name: importlib.util.find_spec(name) is not None for name in ("duckdb", "frictionless")}
    for name, is_there in has.items():
        if not is_there:
            print(f"{name} is not installed: its columns stay empty.", file=sys.stderr)
    print(
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, seed {options.seed}\n"
    )
    row([*HEAD])
    row(["---"] * len(HEAD))
    for students in options.students:
        compare(students, options, has)
    command_line(options)


if __name__ == "__main__":
    main()

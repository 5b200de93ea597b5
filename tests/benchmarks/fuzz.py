"""Files that a stranger could have written: which exit codes, how long, how much memory.

    python tests/benchmarks/fuzz.py [INPUTS] [FIRST SEED]

Each input is tried in one of two processes with a limit to their memory; an input that takes over a minute ends
the run with its seed.
"""

import faulthandler
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from support import file_fuzz  # noqa: E402 - after the path that leads to it

MOST_MEMORY = 2 * 1024**3
SLICE = 25


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def tried(kind, seeds):
    """Return of each seed its exit code, defect and seconds, and the most MiB that this process ever held."""
    found = []
    for seed in seeds:
        faulthandler.dump_traceback_later(60, exit=True)
        data = file_fuzz.example(kind, seed)
        begun = time.process_time()
        code, defect = file_fuzz.outcome(kind, data)
        found.append((seed, code, defect, time.process_time() - begun))
        faulthandler.cancel_dump_traceback_later()
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(inputs=2_000, first=1):
    print(
        "| kind | inputs | exit codes | outside the contract | longest | MiB |\n| --- | --- | --- | --- | --- | --- |"
    )
    for kind in file_fuzz.VALID:
        seeds = range(first, first + inputs)
        slices = [seeds[begin : begin + SLICE] for begin in range(0, inputs, SLICE)]
        with ProcessPoolExecutor(2, get_context("spawn"), initializer=limited) as pool:
            results = list(pool.map(tried, [kind] * len(slices), slices))
        all_ = [each for found, _ in results for each in found]
        codes = Counter(code for _, code, _, _ in all_)
        wrong = [each for each in all_ if each[1] not in file_fuzz.CONTRACT[kind]]
        told = ", ".join(f"{code}: {count:,}" for code, count in sorted(codes.items()))
        longest, most = max(each[3] for each in all_), max(memory for _, memory in results)
        print(f"| {kind} | {inputs:,} | {told} | {len(wrong)} | {longest:.2f} s | {most:,} |", flush=True)
        for seed, code, defect, _ in wrong[:5]:
            print(f"  seed {seed}: exit {code} {defect}", file=sys.stderr)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

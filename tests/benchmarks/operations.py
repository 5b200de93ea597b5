"""Every operation of a whole `dde send` goes wrong once, in every way: what stands there, what is said, what is recorded?

    python tests/benchmarks/operations.py              # every operation, a quarter of an hour
    python tests/benchmarks/operations.py --step 7     # every seventh

A set of eight small files replaces another one; retries are off, so that one fault is one failed run, and patience is
1 s. After each fault the server is well again and `dde send` runs once more. The server is the embedded one, once with
posix-rename, once with the plain rename that refuses a taken name; an exchange folder is there.

- *old*, *new*, *mix*, *missing*: which set stood there after the fault; a name is missing only while its old file
  stands aside.
- *untrue*: promises that were broken and things said or recorded that were not so, after the fault or after the next
  run (`tests/faults/operations.py` lists what is looked at). Each is printed below the table.
"""

# ruff: noqa: E402 - where the project lies is told before it is imported

import argparse
import logging
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from faults.operations import LADDERS, WRONG, Operations
from faults.watcher import MISSING, NEW, OLD

from faults.scene import MIX  # isort: skip


def main() -> int:
    """Print the table; return how much was untrue."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--step", type=int, default=1)
    options.add_argument("--how", choices=WRONG, action="append")
    options.add_argument("--ladder", choices=LADDERS, action="append")
    chosen = options.parse_args()
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    memory = Path("/dev/shm")
    untrue: list[str] = []
    print("| server | operation | tried | ended with 0 | old | new | mix | missing | untrue | s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for ladder in chosen.ladder or LADDERS:
        base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        stage = Operations(base, ladder)
        try:
            for how in chosen.how or WRONG:
                begun, kept, done, tried = time.perf_counter(), Counter[str](), 0, 0
                lies = 0
                for number in range(1, stage.whole() + 1, chosen.step):
                    played = stage.play(number, how)
                    tried += 1
                    kept[played.kept] += 1
                    done += played.code == 0
                    lies += len(played.lies)
                    untrue += [
                        f"{ladder}, {how}, operation {number} ({played.operation}), code {played.code}: {lie}"
                        for lie in played.lies
                    ]
                counts = " | ".join(str(kept[state]) for state in (OLD, NEW, MIX, MISSING))
                seconds = time.perf_counter() - begun
                print(
                    f"| {ladder} | {how} | {tried} | {done} | {counts} | {lies} | {seconds:.0f} |", flush=True
                )
        finally:
            stage.close()
            shutil.rmtree(base)
    for lie in untrue:
        print(f"! {lie}")
    return len(untrue)


if __name__ == "__main__":
    sys.exit(min(main(), 1))

"""Plays dde and its tests on the rig's Windows Python, part by part, and says in one last line what came of it.

A test that fails there, and once more alone, fails this, too. What is Wine's own fault doesn't: a rig that can't be made and a
Python that goes away are tried once more, and then the last line says that Windows was not run, and why.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from windows.results import Results, read

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = ROOT / "dist" / "windows"
"""Where each part's JUnit file and what it said stay, for a person who looks for the reason."""

_ACTIONS = "tests/dde_tui/actions"
_KILLS = f"{_ACTIONS}/files/test_writing.py"

CHOSEN = {
    "workspace": ["tests/dde_tui/workspace"],
    "streams": ["tests/dde_tui/test_streams.py", "tests/dde_tui/terminal"],
    "build": ["tests/dde_tui/build"],
    "securestor": ["tests/dde_tui/securestor"],
}
"""What differs on Windows: files, locks, the keyring, streams and sockets. The commands take too long for the gate."""

ALL = {
    **CHOSEN,
    "actions": [
        *(f"{_ACTIONS}/{name}" for name in ("files", "transfer", "workspace")),
        f"--deselect={_KILLS}",
    ],
    "kills": [_KILLS],
    "more actions": [f"{_ACTIONS}/{name}" for name in ("feedback", "helpcenter", "nights", "process")],
    "commands": ["tests/dde_tui/test_*.py", "--deselect=tests/dde_tui/test_streams.py"],
    "screens": ["tests/dde_tui/screens", "tests/dde_tui/widgets"],
    "journey": [f"tests/dde_tui/{name}" for name in ("process", "feedback", "nightly", "demo", "helpcenter")],
    "rules": ["tests/checks/rules"],
    "checks": ["tests/checks", "--ignore=tests/checks/rules"],
    "faults": ["tests/faults"],
    "project": ["tests/field", "tests/test_*.py", "tests/windows"],
}
"""Every test, in parts of which each ends within a quarter of an hour."""

PLAYS = (
    ["--help"],
    ["template", "{folder}", "--example"],
    ["check", "{folder}"],
    ["demo", "--headless"],
)
"""Command lines that a person tries first; each must end with 0."""

FEW = 20
"""So many tests that failed are tried once more, alone: more of them are no matter of luck."""

PATIENCE = 180
"""Seconds that one test may take before it counts as one that hangs."""


class NotRunError(Exception):
    """Windows could not be tried; the message says why."""


@dataclass(frozen=True)
class Ended:
    """How the Windows Python ended: its exit code, None after too long a time, and what it said."""

    code: int | None
    said: str


def for_windows(path: Path) -> str:
    """Return how Windows calls a file of this machine."""
    return f"Z:{path}".replace("/", "\\")


@dataclass(frozen=True)
class Rig:
    """The Windows Python of a folder that `rig.sh` made, until the time is up; its reports are kept in another."""

    folder: Path
    until: float
    kept: Path = KEPT

    def python(self, *arguments: str) -> Ended:
        """Run it; its output goes through a pipe, as Wine takes no Unix file for one."""
        left = {
            name: value for name, value in os.environ.items() if name not in {"DDE_REQUIRE_ALL", "PYTHONPATH"}
        }
        process = subprocess.Popen(
            [self.folder / "w", *arguments],
            cwd=ROOT,
            env=left,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout is not None
        said: list[bytes] = []
        reader = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            code = process.wait(max(1.0, self.until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        reader.join(5)
        if not reader.is_alive():  # a process left behind may hold the pipe open, and must not hold us
            process.stdout.close()
        return Ended(code, b"".join(said).decode("utf-8", "replace").replace("\r\n", "\n"))


def made(until: float) -> Rig:
    """Make the rig, or take the one that is there."""
    for attempt in (1, 2):
        made = subprocess.run(
            [HERE / "rig.sh"], stdout=subprocess.PIPE, stderr=sys.stderr, text=True, check=False
        )
        if made.returncode == 0:
            return Rig(Path(made.stdout.splitlines()[-1]), until)
        print(f"the rig could not be made, attempt {attempt}", file=sys.stderr)
    raise NotRunError("its rig could not be made")


def play_commands(rig: Rig) -> Results:
    """Run what a person tries first; one that says nothing and ends is Wine's, and is run once more."""
    results = Results()
    with tempfile.TemporaryDirectory(prefix="dde ümlaut ") as folder:
        here = for_windows(Path(folder, "district"))
        for words in ([word.format(folder=here) for word in line] for line in PLAYS):
            begun = time.monotonic()
            ended = rig.python("-m", "dde_tui", *words)
            if ended.code != 0 and not ended.said.strip():
                ended = rig.python("-m", "dde_tui", *words)
            results.seconds += time.monotonic() - begun
            if ended.code is None:
                raise NotRunError(f"`dde {words[0]}` took too long")
            if ended.code == 0:
                results.passed += 1
            else:
                print(ended.said)
                results.failed.append(f"dde {' '.join(words)}: exit {ended.code}")
    return results


def run_tests(rig: Rig, name: str, *arguments: str) -> tuple[Results | None, str]:
    """Run some tests; no results where the Windows Python went away before it could tell them.

    polars is imported first, in the main thread: Wine 8 crashes where a library that uses thread-local storage is
    loaded while other threads run.
    """
    report, log = rig.kept / f"{name}.xml", rig.kept / f"{name}.txt"
    report.unlink(missing_ok=True)
    paths = [
        found.relative_to(ROOT).as_posix() if "*" in argument else argument
        for argument in arguments
        for found in (sorted(ROOT.glob(argument)) if "*" in argument else [argument])
    ]
    options = ["-q", "-p", "polars", "-p", "no:cacheprovider", f"--timeout={PATIENCE}"]
    ended = rig.python("-m", "pytest", *options, f"--junitxml={for_windows(report)}", *paths)
    log.write_text(ended.said, encoding="utf-8")
    if ended.code is None:
        raise NotRunError(f"it took too long, in {name}")
    if report.exists():
        return read(report), ended.said
    if ended.code == 4:  # pytest's own word for arguments that it does not understand
        raise SystemExit(ended.said)
    return None, ended.said


def play_part(rig: Rig, name: str, arguments: list[str]) -> Results:
    """Run the tests of a part, and those once more during which the Windows Python went away."""
    results, _ = run_tests(rig, name, "-n", "2", *arguments)
    if results is None:
        results, said = run_tests(rig, name, "-n", "2", *arguments)
        if results is None:
            raise NotRunError(
                f"the Windows Python crashed twice, in {name}: {said.strip().splitlines()[-1:]}"
            )
    crashed, results.crashed = results.crashed, []
    for number, test in enumerate(crashed):
        again, said = run_tests(rig, f"{name}-again-{number}", "-n", "0", test)
        if again is not None:
            results.add(again)
        elif "Timeout" in said:
            results.failed.append(f"{test} hangs")
        else:
            raise NotRunError(f"the Windows Python crashed twice, in {test}")
    return tried_again(rig, name, results)


def tried_again(rig: Rig, name: str, results: Results) -> Results:
    """Run the tests that failed once more, alone: on Wine's sockets and a busy machine one may fail by bad luck."""
    tests = sorted({node_id(test) for test in results.failed if test.startswith("tests.")})
    if 0 < len(tests) == len(set(results.failed)) <= FEW:
        again, _ = run_tests(rig, f"{name}-failed", "-n", "0", *tests)
        if again is not None and not again.crashed:
            for test in sorted(set(results.failed) - set(again.failed)):
                print(f"passed only when tried again, alone: {test}")
            results.failed = []
            results.add(again)
    return results


def node_id(test: str) -> str:
    """Return how pytest calls a test that a JUnit file names, as in `tests/some.py::test_it`."""
    module, _, function = test.partition("::")
    return f"{module.replace('.', '/')}.py::{function}"


def play(parts: dict[str, list[str]], until: float, total: Results) -> None:
    """Play the commands and then each part, count them, and print a row of docs/windows.md's table for each."""
    rig = made(until)
    rig.kept.mkdir(parents=True, exist_ok=True)
    print("| part | passed | failed | skipped | seconds |\n| --- | --- | --- | --- | --- |")
    for name in ("the command", *parts):
        results = play_part(rig, name, parts[name]) if name in parts else play_commands(rig)
        counts = (results.passed, len(results.failed), results.skipped.total(), round(results.seconds))
        print(f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |", flush=True)
        total.add(results)


def main() -> int:
    """Play what is asked for; 1 if a test failed."""
    parser = argparse.ArgumentParser(description="Play dde and its tests on Windows Python, under Wine.")
    parser.add_argument(
        "--all", action="store_true", help="every test, not only those of what differs on Windows"
    )
    parser.add_argument("--minutes", type=float, help="the longest that it may take (15, with --all 240)")
    parser.add_argument("parts", nargs="*", choices=[[], *ALL], help="only these parts")
    chosen = parser.parse_args()
    parts = {name: ALL[name] for name in chosen.parts} or (ALL if chosen.all else CHOSEN)
    minutes = chosen.minutes or (240 if chosen.all else 15)
    total, ended = Results(), ""
    try:
        play(parts, time.monotonic() + 60 * minutes, total)
    except NotRunError as error:
        ended = str(error)
    for reason, count in total.skipped.most_common():
        print(f"skipped {count:,}: {reason}")
    for name in total.failed:
        print(f"FAILED {name}")
    if not ended:
        print(f"Windows: {total}")
    else:
        print(f"Windows: {f'{total}, and then ' if total.failed else ''}not run ({ended})")
    return int(bool(total.failed))


if __name__ == "__main__":
    sys.exit(main())

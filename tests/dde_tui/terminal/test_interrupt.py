"""Ctrl+C while a real `dde check` is under way: an exit code, a sentence, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks.rules.choices import load_profile
from dde_tui.terminal.interrupt import stopped_by_ctrl_c

if sys.platform == "win32":
    pytest.skip("a process is sent SIGINT as POSIX does it", allow_module_level=True)

import pty

ROOT = Path(__file__).parents[2]
AT_ONCE = 0.5
"""Seconds in which a check must end; the best of some tries, because other programs may hold the machine up."""
ROWS = 400_000


@pytest.fixture(scope="module")
def large_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enrollments of some 90 MB: several batches, each of which is told of."""
    folder = tmp_path_factory.mktemp("large")
    row = "E{0:0>60},,,C{0:0>60},O1,S{0:0>60},student,false,2026-08-12,2027-05-28\n"
    with (folder / "enrollments.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(load_profile("cli-engage").file("enrollments.csv").header) + "\n")
        file.writelines(row.format(number) for number in range(ROWS))
    return folder


def interrupted(folder: Path, *more: str) -> tuple[int, float, str, str]:
    """Check in a terminal, press Ctrl+C when rows are counted: exit code, seconds, output, last line."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-m", "dde_tui", "check", str(folder), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environ, cwd=folder) as program:
        os.close(theirs)
        seen = b""
        while b" rows" not in seen:
            seen += os.read(ours, 65536)
        program.send_signal(signal.SIGINT)
        begin = time.monotonic()
        code = program.wait(30)
        seconds = time.monotonic() - begin
        assert program.stdout is not None
        out = program.stdout.read().decode()
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not data:
            break
        seen += data
    os.close(ours)
    shown = ""
    for part in seen.decode().replace("\r\n", "\n").split("\r"):
        shown = part + shown[len(part) :] if "\n" not in part else part
    return code, seconds, out, shown.strip()


def test_a_check_ends_at_once_with_one_sentence_and_leaves_every_file_as_it_was(large_set: Path) -> None:
    report = large_set.parent / "report.txt"
    report.write_text("of yesterday", encoding="utf-8")
    fastest = 60.0
    for _ in range(4):
        code, seconds, out, said = interrupted(large_set, "--output", str(report), "--force")
        assert (code, out) == (130, "")
        assert said.startswith("dde: The check was stopped.") or said == "dde: Stopped."
        assert "Traceback" not in said
        fastest = min(fastest, seconds)
        if fastest < AT_ONCE:
            break
    assert fastest < AT_ONCE
    assert report.read_text("utf-8") == "of yesterday"
    assert sorted(path.name for path in large_set.parent.iterdir() if "report.txt" in path.name) == [
        "report.txt"
    ]
    assert [path.name for path in large_set.iterdir()] == ["enrollments.csv"]


def test_ctrl_c_is_noted_and_breaks_in_only_when_pressed_again() -> None:
    def twice() -> None:
        with stopped_by_ctrl_c() as pressed:
            assert not pressed()
            signal.raise_signal(signal.SIGINT)
            assert pressed()
            signal.raise_signal(signal.SIGINT)
            raise AssertionError("the second one must break in")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        twice()
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_that_nobody_looked_at_is_not_lost() -> None:
    def work() -> None:
        with stopped_by_ctrl_c():
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        work()


def test_ctrl_c_that_came_too_late_ends_nothing() -> None:
    with stopped_by_ctrl_c() as pressed:
        assert not pressed.come_too_late()
        signal.raise_signal(signal.SIGINT)
        assert pressed.come_too_late()
        signal.raise_signal(signal.SIGINT)


def test_what_went_wrong_meanwhile_is_told_before_ctrl_c() -> None:
    def work() -> None:
        with stopped_by_ctrl_c():
            signal.raise_signal(signal.SIGINT)
            raise ValueError

    with pytest.raises(ValueError):
        work()

"""A scheduler's SIGTERM and a closed terminal's SIGHUP end everything as Ctrl+C does: 130, and nothing left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dde_tui.terminal.interrupt import break_at_stops, stopped_by_ctrl_c

if sys.platform == "win32":
    pytest.skip("a process is sent signals as POSIX does it", allow_module_level=True)

from support.pseudo_terminal import terminal

ROOT = Path(__file__).parents[3]
STOPS = (signal.SIGTERM, signal.SIGHUP)
DDE = [sys.executable, "-m", "dde_tui"]
SLOW = """
import sys, time
import dde_tui.workspace.files.staging as staging
real = staging.write_synced
def slow(path, pieces, mode=0o600):
    real(path, pieces, mode)
    print("writing", flush=True)
    time.sleep(30)
staging.write_synced = slow
import dde_tui.workspace.write_files as write_files
write_files.write_synced = slow
from dde_tui.__main__ import main
main()
"""
"""A disk so slow that the signal comes while the files are written; everything else is the program's own."""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "TMPDIR": str(tmp_path / "tmp"),
    }


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (*STOPS, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("stop", STOPS)
def test_a_stopped_template_leaves_no_file_and_says_so_in_one_sentence(tmp_path, environ, stop):
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, "template", "roster"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout.readline() == "writing\n"
        program.send_signal(stop)
        _, said = program.communicate(timeout=30)
    assert (program.returncode, said) == (130, "dde: Stopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_what_nohup_ignored_stays_ignored():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    break_at_stops()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    with stopped_by_ctrl_c() as stopped:
        signal.raise_signal(signal.SIGHUP)
        assert not stopped()


@pytest.mark.parametrize("stop", STOPS)
def test_a_signal_sets_the_flag_that_long_work_polls(stop):
    break_at_stops()
    with stopped_by_ctrl_c() as stopped:
        signal.raise_signal(stop)
        assert stopped()
        stopped.come_too_late()


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("stop", STOPS)
def test_the_demo_on_a_screen_ends_and_takes_its_folder_away(tmp_path, environ, stop, is_closed):
    (tmp_path / "tmp").mkdir()
    with terminal([*DDE, "demo"], tmp_path, environ) as screen:
        screen.until(b"F1")
        assert list((tmp_path / "tmp").glob("dde-demo-*"))
        if is_closed:
            os.close(screen.handle)
            screen.handle = os.open(os.devnull, os.O_RDONLY)
        screen.program.send_signal(stop)
        end = time.monotonic() + 30
        while screen.program.poll() is None and time.monotonic() < end:
            time.sleep(0.1) if is_closed else screen.read(0.1)
        assert screen.program.poll() == 130
    assert list((tmp_path / "tmp").iterdir()) == []
    assert b"Traceback" not in screen.seen
    assert not list((tmp_path / "state").rglob("defect-*"))

"""The real app in a real pseudo-terminal: it opens, stays quiet, closes cleanly, and never shows a traceback."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dde_tui.workspace.folder import create_workspace

if sys.platform == "win32":
    pytest.skip("pseudo-terminals of this kind are POSIX's", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PATIENCE = 20.0
DEFECT = """
import sys
from dde_tui.screens.status import Status

def boom(self):
    raise RuntimeError("a value of a student: Zoe")

Status.on_screen_resume = boom
from dde_tui.cli import run
sys.exit(run(sys.argv[1:]))
"""


class Terminal:
    """A program in a terminal of 80 x 24, and everything it wrote there."""

    def __init__(self, program: subprocess.Popen[bytes], handle: int) -> None:
        self.program = program
        self.handle = handle
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """Return what arrives within this time at most."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            return b""
        self.seen += data
        return data

    def until(self, text: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            self.read(0.2)

    def quiet(self) -> None:
        """Read until nothing has come for a while."""
        while self.read(0.7):
            pass

    def press(self, keys: bytes) -> None:
        os.write(self.handle, keys)

    def end(self) -> int:
        end = time.monotonic() + PATIENCE
        while self.program.poll() is None:
            assert time.monotonic() < end, self.seen[-2000:]
            self.read(0.1)
        while self.read(0.1):
            pass
        return self.program.returncode


@contextmanager
def terminal(arguments: list[str], home: Path) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environ = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(home / "state")}
    environ.pop("NO_COLOR", None)
    program = subprocess.Popen(
        arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    )
    os.close(theirs)
    try:
        yield Terminal(program, ours)
    finally:
        program.kill()
        program.wait()
        os.close(ours)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create_workspace(tmp_path / "workspace", "Bluebonnet ISD")
    return tmp_path


def test_it_opens_stays_quiet_and_leaves_the_terminal_as_it_was(home: Path) -> None:
    arguments = [sys.executable, "-m", "dde_tui", "--workspace", str(home / "workspace")]
    with terminal(arguments, home) as screen:
        screen.until(b"Bluebonnet ISD")
        screen.quiet()
        shown = len(screen.seen)
        screen.read(1.0)
        assert len(screen.seen) == shown, "nothing moves while nobody does anything"
        screen.press(b"\x11")
        assert screen.end() == 0
        assert b"\x1b[?1049l" in screen.seen, "the screen that was there before is back"
        assert b"\x1b[?25h" in screen.seen, "and so is the cursor"


def test_a_defect_on_the_screen_ends_in_a_sentence(home: Path) -> None:
    arguments = [sys.executable, "-c", DEFECT, "--workspace", str(home / "workspace")]
    with terminal(arguments, home) as screen:
        assert screen.end() == 70
        assert b"a defect of its own (RuntimeError)" in screen.seen
        assert b"Traceback" not in screen.seen
        assert b"Zoe" not in screen.seen
    reports = list((home / "state").rglob("defect-*.txt"))
    assert len(reports) == 1
    assert "Zoe" not in reports[0].read_text("utf-8")

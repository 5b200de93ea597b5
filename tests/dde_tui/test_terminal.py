"""The real app in a real pseudo-terminal: it opens, stays quiet, closes cleanly, and never shows a traceback."""

import sys
from pathlib import Path

import pytest

from dde_tui.workspace.folder import create_workspace
from support.pseudo_terminal import terminal

DEFECT = """
import sys
from dde_tui.screens.overview.place import Overview

def boom(self):
    raise RuntimeError("a value of a student: Zoe")

Overview.on_screen_resume = boom
from dde_tui.cli import run
sys.exit(run(sys.argv[1:]))
"""


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

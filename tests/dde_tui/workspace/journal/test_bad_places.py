"""Two computers, a disk that can't be written, a clock that jumps: said plainly, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dde_tui.process.events import EventKind
from dde_tui.workspace.folder import create_workspace
from dde_tui.workspace.journal.journal import Journal

ROOT = Path(__file__).parents[4]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")

COMPUTER = """
import pathlib, platform, sys
from dde_tui.process.events import EventKind
from dde_tui.workspace.journal.journal import Journal
journal = Journal(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    journal.append(EventKind.COMMENT, {"computer": sys.argv[2], "number": number})
"""


def test_two_computers_record_at_once_and_every_entry_is_there_once(tmp_path):
    path = tmp_path / "journal.sqlite3"
    both = []
    for name in ("a", "b"):
        words = [sys.executable, "-c", COMPUTER, str(path), name]
        both.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT))
        both[-1].stdout.readline()
    for process in both:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    assert [process.communicate() and process.returncode for process in both] == [0, 0]
    events = Journal(path).events()
    assert [event.id for event in events] == list(range(1, 21))
    for name in ("a", "b"):
        assert [event.data["number"] for event in events if event.data["computer"] == name] == list(range(10))


def test_entries_keep_the_order_of_recording_when_the_clock_jumps_back(tmp_path):
    times = [datetime(2026, 9, day, 12, tzinfo=UTC) for day in (15, 16, 1, 17)]
    clock = iter([*times, datetime(1970, 1, 1, tzinfo=UTC)])
    journal = Journal(tmp_path / "journal.sqlite3", clock=lambda: next(clock))
    for number in range(5):
        journal.append(EventKind.COMMENT, {"number": number})
    events = journal.events()
    assert [event.data["number"] for event in events] == [0, 1, 2, 3, 4]
    assert [event.recorded_at for event in events[:4]] == times


READER = """
import io, json, os, pathlib, sys
from checks.errors import DdeError
from dde_tui.cli import run
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import Workspace

def say(folder):
    for words in (["status", "--json"], ["journal", "--json"]):
        out = io.StringIO()
        code = run(["--workspace", folder, *words], Console(out, io.StringIO(), {}))
        yield code, json.loads(out.getvalue())
    try:
        Workspace(pathlib.Path(folder)).journal.append("comment")
    except DdeError as error:
        yield int(error.exit_code), error.sentence

list(say(sys.argv[1]))  # loads what the user without rights could not
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(json.dumps(list(say(sys.argv[2]))))
"""


@pytest.fixture
def others():
    """A folder below one that every user may look into."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    for each in [path, *path.rglob("*")]:
        each.chmod(0o755)
    shutil.rmtree(path)


@posix
@pytest.mark.parametrize("version", [2, 3])
def test_a_workspace_on_a_disk_that_cannot_be_written_is_shown_and_says_why_nothing_is_recorded(
    others, version, tmp_path
):
    workspace = create_workspace(others / "w", "Caprock Bend ISD")
    if version == 2:
        shutil.copyfile(Path(__file__).parent / "earlier" / "version-2.sqlite3", workspace.journal.path)
    else:
        workspace.journal.append(EventKind.REQUESTED)
    for path in (workspace.settings_file, *workspace.state.iterdir()):
        path.chmod(0o444)
    for path in (workspace.state, workspace.path):
        path.chmod(0o555)
    before = workspace.journal.path.read_bytes()
    warm = create_workspace(tmp_path / "warm", "Caprock Bend ISD")
    words = [sys.executable, "-c", READER, str(warm.path), str(workspace.path)]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    (status, journal, append) = json.loads(done.stdout)
    assert status[0] == 0
    assert status[1]["schema"] == "dde-status/1"
    assert (journal[0], journal[1]["state"], journal[1]["version"]) == (0, "whole", version)
    assert append[0] == 2
    assert "cannot be used" in append[1]
    assert workspace.journal.path.read_bytes() == before

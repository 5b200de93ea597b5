import platform
import subprocess
import sys

import pytest

from checks.errors import ExitCode
from dde_tui.errors import DiskError, LockedError
from dde_tui.workspace.folder import Workspace, create_workspace
from dde_tui.workspace.lock import run_lock

HOLDER = """
import pathlib, sys
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.lock import run_lock
with run_lock(Workspace(pathlib.Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path):
    return create_workspace(tmp_path, "Example ISD")


@pytest.fixture
def holder(workspace):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(workspace.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().strip() == b"held"
        yield process
        process.kill()


def test_a_second_run_is_refused_at_once(workspace, holder):
    with pytest.raises(LockedError) as caught, run_lock(workspace):
        pass
    assert caught.value.exit_code is ExitCode.LOCKED


def test_it_is_told_which_computer_and_process_holds_it(workspace, holder):
    with pytest.raises(LockedError) as caught, run_lock(workspace):
        pass
    assert f"It runs on {platform.node()}, process {holder.pid}." in caught.value.meaning


def test_a_note_of_the_holder_that_says_nothing_or_too_much_is_left_out(workspace, holder):
    note = workspace.state / "run.holder"
    for words in (b"x" * 300, b""):
        note.write_bytes(words)
        with pytest.raises(LockedError) as caught, run_lock(workspace):
            pass
        assert "It runs" not in caught.value.meaning
    note.write_bytes(b"\x1b[2Jhost")
    with pytest.raises(LockedError) as caught, run_lock(workspace):
        pass
    assert "\x1b" not in caught.value.meaning


def test_a_run_that_was_killed_holds_nothing(workspace, holder):
    holder.kill()
    holder.wait()
    with run_lock(workspace):
        pass


def test_a_run_that_failed_holds_nothing(workspace):
    with pytest.raises(ZeroDivisionError), run_lock(workspace):
        raise ZeroDivisionError
    with run_lock(workspace):
        pass


def test_one_process_cannot_hold_it_twice(workspace):
    with run_lock(workspace), pytest.raises(LockedError), run_lock(workspace):
        pass


def test_each_workspace_has_its_own_lock(workspace, tmp_path):
    other = create_workspace(tmp_path / "other", "Another ISD")
    with run_lock(workspace), run_lock(other):
        pass


def test_a_lock_that_cannot_be_made_is_the_disks_trouble(tmp_path):
    (tmp_path / ".dde").write_bytes(b"")
    with pytest.raises(DiskError), run_lock(Workspace(tmp_path)):
        pass


def test_a_lock_file_that_is_a_folder_is_the_disks_trouble(workspace):
    (workspace.state / "run.lock").mkdir()
    with pytest.raises(DiskError), run_lock(workspace):
        pass

"""A file that another program holds for a moment: tried again for two seconds, then told with who may hold it."""

import errno
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path

import pytest

from dde_tui.errors import DiskError, is_held, refused_because
from dde_tui.securestor.connection.local_folder import LocalFolder
from dde_tui.securestor.remote_names import part_name
from dde_tui.workspace.disk import replace_file
from dde_tui.workspace.files.copies import copies_in, keep_copy
from dde_tui.workspace.files.patience import PATIENCE, patiently
from dde_tui.workspace.files.staging import staging

WINDOWS = sys.platform == "win32"
on_windows = pytest.mark.skipif(not WINDOWS, reason="other systems replace a file that is open")


def refusal(winerror, number=errno.EACCES, *names):
    error = OSError(number, "Access is denied.", *names)
    error.winerror = winerror
    return error


class Disk:
    """A change that is refused so many times, and the time that passes while somebody waits."""

    def __init__(self, error, refusals):
        self.error, self.refusals = error, refusals
        self.now, self.waits, self.tries = 100.0, [], 0

    def change(self):
        self.tries += 1
        if self.tries <= self.refusals:
            raise self.error
        return "done"

    def sleep(self, seconds):
        self.now += seconds
        self.waits.append(seconds)

    def patiently(self):
        return patiently(self.change, sleep=self.sleep, clock=lambda: self.now)


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_what_is_held_for_a_moment_is_tried_again(winerror):
    disk = Disk(refusal(winerror), 3)
    assert disk.patiently() == "done"
    assert disk.waits == [0.01, 0.02, 0.04]


def test_after_two_seconds_the_refusal_is_raised_as_it_came():
    disk = Disk(refusal(32), 10_000)
    with pytest.raises(OSError) as raised:
        disk.patiently()
    assert raised.value is disk.error
    assert PATIENCE <= sum(disk.waits) < PATIENCE + 0.21
    assert max(disk.waits) <= 0.2


@pytest.mark.parametrize("error", [refusal(112), FileNotFoundError(errno.ENOENT, "gone"), ValueError("x")])
def test_every_other_error_is_raised_at_once(error):
    disk = Disk(error, 1)
    with pytest.raises(type(error)):
        disk.patiently()
    assert disk.waits == []


def test_a_refusal_without_windows_own_number_counts_there_and_nowhere_else():
    error = PermissionError(errno.EACCES, "Permission denied")
    assert is_held(error, "nt")
    assert not is_held(error, "posix")
    assert not is_held(OSError(errno.ENOSPC, "No space left on device"), "nt")


def test_who_may_hold_it_is_said_and_what_to_do():
    for winerror in (32, 33):
        why, to_do = refused_because(refusal(winerror))
        assert why == "another program has it open"
        for word in ("Excel", "OneDrive", "virus scanner"):
            assert word in to_do
    assert refused_because(refusal(5))[0] == "another program has it open, or you may not change it"
    why, to_do = refused_because(OSError(errno.ENOSPC, "No space left on device"))
    assert (why, "space" in to_do) == ("No space left on device", True)


@on_windows
def test_a_read_only_file_is_told_as_that(tmp_path):
    path = tmp_path / "report.csv"
    path.write_bytes(b"old")
    path.chmod(0o400)
    why, to_do = refused_because(refusal(5, errno.EACCES, str(path)))
    assert why == "it is read-only"
    assert f'attrib -r "{path}"' in to_do


def held(path: Path, seconds: float) -> threading.Thread:
    """Keep a file open for a while, as Python does it on Windows: it can be neither replaced nor removed."""
    file = path.open("rb")

    def let_go():
        time.sleep(seconds)
        file.close()

    thread = threading.Thread(target=let_go)
    thread.start()
    return thread


def write_settings(folder):
    replace_file(folder / "file", b"new")


def write_both(folder):
    with staging(folder) as staged:
        for name in ("file", "other"):
            (staged.new / name).write_bytes(b"new")
        staged.put_in_place(["file", "other"])


@pytest.mark.parametrize("write", [write_settings, write_both])
def test_a_file_that_is_held_for_half_a_second_is_replaced(tmp_path, write):
    (tmp_path / "file").write_bytes(b"old")
    thread = held(tmp_path / "file", 0.5)
    write(tmp_path)
    thread.join()
    assert (tmp_path / "file").read_bytes() == b"new"
    assert not list(tmp_path.glob(".dde-*"))


def test_an_old_copy_that_is_held_for_a_moment_goes_all_the_same(tmp_path):
    def files(data):
        return {"users.csv": lambda: iter_of(data)}

    def iter_of(data):
        yield data

    keep_copy(tmp_path, "20260914T150000Z-00000001", files(b"1"), 1)
    thread = held(next(tmp_path.rglob("users.csv")), 0.5)
    keep_copy(tmp_path, "20260914T150000Z-00000002", files(b"2"), 1)
    thread.join()
    assert [each.name for each in copies_in(tmp_path)] == ["20260914T150000Z-00000002"]


def test_a_leftover_part_that_is_held_for_a_moment_is_written_anew(tmp_path):
    part = tmp_path / part_name("first.json", sha256(b"{}").hexdigest())
    part.write_bytes(b"{")
    thread = held(part, 0.5)
    LocalFolder(tmp_path).write_new("first.json", b"{}")
    thread.join()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("first.json", b"{}")]


@on_windows
def test_a_file_that_stays_open_is_told_with_who_may_hold_it(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with path.open("rb"), pytest.raises(DiskError) as raised:
        replace_file(path, b"new")
    assert "another program has it open" in raised.value.happened
    assert "Excel" in raised.value.to_do
    assert path.read_bytes() == b"old"
    assert not list(tmp_path.glob(".dde-*"))

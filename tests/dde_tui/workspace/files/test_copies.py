"""Copies of the sets that were sent: whole or not there, for nobody else, and no more than were asked for."""

import os
from pathlib import Path

import pytest

from dde_tui.errors import DiskError, SourceChangedError
from dde_tui.workspace.disk import private_folder
from dde_tui.workspace.files.copies import copies_in, keep_copy

SET = {"orgs.csv": b"sourcedId\nO1\n", "users.csv": b"x" * 100_000}


def streams(files):
    def read(data):
        for start in range(0, len(data), 1000):
            yield data[start : start + 1000]

    return {name: lambda data=data: read(data) for name, data in files.items()}


def named(day: int) -> str:
    return f"202609{day:02}T150000Z-0123abcd"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    private_folder(tmp_path / ".dde")
    return tmp_path / ".dde"


def kept(state: Path) -> list[str]:
    return [path.name for path in copies_in(state)]


def test_a_copy_holds_every_file_as_it_was_sent(state):
    folder = keep_copy(state, named(1), streams(SET), 1)
    assert folder == state / "copies" / named(1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == SET


@pytest.mark.skipif(os.name != "posix", reason="on Windows rights are inherited from the user's own folder")
def test_nobody_else_can_look_into_it(state):
    before = os.umask(0)
    try:
        folder = keep_copy(state, named(1), streams(SET), 1)
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (folder.parent, folder)] == [0o700, 0o700]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_the_oldest_beyond_the_number_go_and_what_is_not_ours_stays(state):
    (state / "copies").mkdir()
    (state / "copies" / ".DS_Store").write_bytes(b"x")
    (state / "copies" / "mine").mkdir()
    for day in (3, 1, 2, 5, 4):
        keep_copy(state, named(day), streams(SET), 3)
    assert kept(state) == [named(3), named(4), named(5)]
    keep_copy(state, named(6), streams(SET), 1)
    assert kept(state) == [named(6)]
    assert keep_copy(state, named(7), streams(SET), 0) is None
    assert sorted(path.name for path in (state / "copies").iterdir()) == [".DS_Store", "mine"]


def test_where_none_are_wanted_not_even_the_folder_is_made(state):
    assert keep_copy(state, named(1), streams(SET), 0) is None
    assert list(state.iterdir()) == []


def test_a_set_that_changed_since_leaves_no_copy_and_takes_none_away(state):
    def other():
        yield b"another"
        raise SourceChangedError("users.csv is not the file that was checked.")

    keep_copy(state, named(1), streams(SET), 1)
    with pytest.raises(SourceChangedError):
        keep_copy(state, named(2), {**streams(SET), "users.csv": other}, 1)
    assert [path.name for path in (state / "copies").iterdir()] == [named(1)]


def test_a_disk_that_refuses_leaves_no_half_copy(state):
    def refused():
        yield b"the first bytes"
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskError, match="No space left"):
        keep_copy(state, named(1), {**streams(SET), "users.csv": refused}, 1)
    assert list((state / "copies").iterdir()) == []


def test_the_same_submission_is_kept_once(state):
    first = keep_copy(state, named(1), streams(SET), 2)
    assert keep_copy(state, named(1), streams({"orgs.csv": b"other"}), 2) == first
    assert {path.name: path.read_bytes() for path in first.iterdir()} == SET

"""A set of files in a new folder: all of them, or none, and never over anything."""

from pathlib import PurePosixPath

import pytest

from dde_tui.errors import DiskError, UsageError
from dde_tui.workspace.new_folder import refuse_used, write_new

FILES = [(PurePosixPath("users.csv"), [b"a", b"b"]), (PurePosixPath("old/orgs.csv"), [b"c"])]


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("is_there", [False, True])
def test_the_files_stand_in_the_folder_and_nothing_else(tmp_path, is_there):
    output = tmp_path / "deep" / "new"
    if is_there:
        output.mkdir(parents=True)
    write_new(FILES, output)
    assert {name.replace("\\", "/"): data for name, data in contents(output).items()} == {
        "users.csv": b"ab",
        "old/orgs.csv": b"c",
    }


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_nothing_is_left_of_what_failed(tmp_path, is_there, error):
    output = tmp_path / "new"
    if is_there:
        output.mkdir()

    def fail():
        yield b"x"
        raise error

    with pytest.raises((DiskError, KeyboardInterrupt)):
        write_new([*FILES, (PurePosixPath("z.csv"), fail())], output)
    assert output.exists() == is_there
    assert contents(tmp_path) == {}


def test_a_name_that_cannot_be_given_takes_the_others_back(tmp_path):
    with pytest.raises(DiskError):
        write_new([*FILES, FILES[0]], tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["used", "file", "source", "source/inside", "source/../source/x"])
def test_a_place_that_is_used_or_lies_in_the_source_is_refused(tmp_path, name):
    (tmp_path / "source").mkdir()
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "notes.txt").write_bytes(b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError) as refused:
        refuse_used(tmp_path / name, tmp_path / "source")
    assert refused.value.to_do == "Give --output a new folder."


def test_a_new_folder_and_an_empty_one_beside_the_source_are_taken(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new", "source2"):
        refuse_used(tmp_path / name, tmp_path / "source")
